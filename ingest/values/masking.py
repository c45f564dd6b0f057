"""Personal data in free text: telephone numbers, e-mail addresses, identity numbers, accounts, named contacts."""

from __future__ import annotations

import re

from ingest.values.text import INVISIBLE

BLACKED = "█"

# One character for one: what is found in the plain copy stands at the same place in the text.
_PLAIN = str.maketrans(
    {
        **{chr(0xFF01 + k): chr(0x21 + k) for k in range(94)},
        **dict.fromkeys("\u3000\u00a0\t", " "),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("【〔[", "("),
        **dict.fromkeys("】〕]", ")"),
        "•": "·",
        "。": ".",
    }
)
# People write 138-1234-5678, 138.1234.5678, (138)12345678; the dots of 13.5 14.2 15.3 are decimal points.
_GAP = r"[ \-_]{0,2}"
_ANY_GAP = r"[ .·\-_]{0,2}"
_UNITS = r"(?:[万亿元%‰]|平方|mm|cm|MPa|kg)"
_ABROAD = rf"\(?(?:\+|00)?86\)?{_ANY_GAP}"
_MOBILE = (
    rf"(?<![0-9])(?:{_ABROAD})?(?:\(1[3-9][0-9]\){_ANY_GAP}[0-9]{{4}}{_ANY_GAP}[0-9]{{4}}|"
    rf"1[3-9][0-9]{_ANY_GAP}[0-9]{{4}}{_ANY_GAP}[0-9]{{4}}|1[3-9](?:{_GAP}[0-9]){{9}})(?![0-9]| ?{_UNITS})"
)
_AREA = (
    rf"(?:\(?0[0-9]{{2,3}}\)?|\(?(?:\+|00)?86\)?[ \-]\(?0?[1-9][0-9]{{1,2}}\)?)"
    rf"{_ANY_GAP}[2-9][0-9]{{2,3}}{_ANY_GAP}[0-9]{{4}}"
)
_HOTLINE = rf"[48]00(?:{_GAP}[0-9]{{3}}{_GAP}[0-9]{{4}}|{_GAP}[0-9]{{4}}{_GAP}[0-9]{{3}})(?! ?{_UNITS})"
_EXTENSION = rf"(?: ?(?:转|ext\.?|分机|[*#\-]){_GAP}[0-9]{{1,5}})?"
_ANOTHER = rf"(?: ?(?:[/、,;]|或) ?[2-9][0-9]{{6,7}}{_EXTENSION}(?![0-9]))*"
_LANDLINE = rf"(?<![0-9])(?:{_AREA}|{_HOTLINE})(?![0-9]){_EXTENSION}{_ANOTHER}(?![0-9])"
# Behind a label the digits need no form: one may be missing, or too many.
_RUN = rf"[0-9](?:{_GAP}[0-9]){{6,14}}(?![0-9]| ?{_UNITS}){_EXTENSION}{_ANOTHER}"
_IS = r" ?[:为是(]? ?"
_LABELLED = (
    r"(?:电话|手机|联系方式|座机|传真|热线|拨打|致电|短号|tel\.?|phone|mobile)号?码?"
    rf"{_IS}(?:{_MOBILE}|{_LANDLINE}|{_RUN})"
)
# The first digit of a region is 1 to 8; codes of firms begin with 9. Eighteen digits hold a date of birth.
_IDENTITY_18 = rf"[1-8][0-9]{{5}}{_ANY_GAP}(?:19|20)[0-9]{{2}}{_ANY_GAP}[0-9]{{4}}{_ANY_GAP}[0-9]{{3}}[0-9x]"
_IDENTITY_15 = r"[1-8][0-9]{7}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}"
_IDENTITY = rf"(?<![0-9a-z])(?:{_IDENTITY_18}|{_IDENTITY_15})(?![0-9a-z])"
_PAPER = (
    r"(?:身份证|护照|通行证|台胞证|军官证|士官证|居留证|社保卡?|银行卡|卡号|账户|账号|证件)(?:号码?|编号)?"
    rf"{_IS}[a-z]{{0,2}}[0-9](?:{_GAP}[0-9]){{6,20}}x?(?![0-9]| ?{_UNITS})"
)
_HOST = r"[a-z0-9\-]{1,63}"
_TOP = r"(?:com|cn|net|org|edu|gov|ac)"
_HOSTS = rf"(?:{_HOST}(?:\.{_HOST}){{0,3}}\.[a-z]{{2,24}}|{_HOST}(?: ?[.,] ?{_HOST}){{0,3}} ?[.,] ?{_TOP}(?![a-z]))"
_MAIL = (
    r"(?<![a-z0-9._%+\-])[a-z0-9._%+\-]{0,64} ?(?:@|#(?=(?:qq|1[26]3|139|189|sina|gmail|foxmail|outlook)\.)) ?"
    rf"{_HOSTS}|"
    rf"(?:邮箱|邮件|e-?mail)(?:地址)?{_IS}[a-z0-9._%+\-]{{1,64}} ?@ ?(?:{_HOSTS}|{_HOST})"
)
_ACCOUNT = (
    r"(?:[微薇威v]信(?:号|账号|id)?|qq群?号?|扣扣号?|wechat(?: ?id)?|weixin|(?<![a-z])vx|(?<![a-z])wx(?=[: ]))"
    rf"{_IS}[a-z0-9_\-]{{5,24}}"
)
_SURNAME = (
    "[赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严魏陶姜谢邹潘葛范彭郎鲁韦马苗袁柳鲍史唐薛雷贺倪汤罗毕郝邬傅齐康伍余顾孟黄"
    "穆萧尹姚邵汪祁毛戴宋庞熊纪舒项祝董梁杜阮蓝季贾路江郭梅林刁钟徐邱骆蔡田樊胡凌霍虞柯卢莫房丁邓洪左崔吉龚程邢裴陆荣翁段焦侯宁"
    "甘武刘景詹龙叶黎白赖乔谭姬申冉桑桂牛温庄柴瞿阎艾古廖耿寇聂晁游岳苏于任高方夏金石万常安付闫肖覃]"
)
_TITLE = "(?:先生|女士|小姐|老师|主任|经理|科长|处长|部长|总监?|工)"
_WORDS = "(?!高[级中校职]|方[式向面法案]|任[职选意期何务]|安[排全装]|常[驻年务]|于[年本]|万[元人]|江[苏西]|金[额融属])"
_ASKED = "(?!无|待定|同上|见|[须需应]|具|有|正高|副高|高级|中级|博士|硕士|本科)"
_NAME = rf"{_WORDS}{_SURNAME} ?(?:{_TITLE}|[㐀-鿿]{{1,2}}?{_TITLE}|[㐀-鿿]{{1,2}}(?![㐀-鿿]))"
_CONTACTS = "(?:联系人|联络人|联系老师|经办人|负责人|填报人|填表人|制表人|审核人|复核人|校对人)(?:姓名)?"
_CONTACT = (
    rf"{_CONTACTS} ?(?:: ?(?:{_NAME}|{_WORDS}{_SURNAME}[㐀-鿿]{{1,2}}|"
    rf"{_ASKED}[㐀-鿿]{{2,4}}(?![㐀-鿿])(?:·[㐀-鿿]{{1,8}})?|"
    rf"[a-z]{{2,15}}(?: [a-z]{{2,15}})?(?![a-z]))|[为是(/\-]? ?{_NAME})(?:[、,/ ]{{1,2}}{_NAME})*"
)
_PERSONAL = re.compile(
    "|".join((_IDENTITY, _PAPER, _LABELLED, _MOBILE, _LANDLINE, _MAIL, _ACCOUNT, _CONTACT)), re.IGNORECASE
)
_LABEL = re.compile(
    r"[㐀-鿿]{2,6}?(?<=[话机式真线打电号人名师箱件址证照保户信群扣卡])(?:卡?号码?|账号|编号|地址|姓名)? ?[:为是(]? ?|"
    r"(?:v信(?:号|id)?|tel|phone|mobile|e-?mail|qq群?号?|wechat(?: ?id)?|weixin|vx|wx)[.:号( ]*",
    re.IGNORECASE,
)
_SUSPECT = re.compile(
    r"[0-9](?:[^0-9]{0,2}[0-9]){6}|[@#]|[微薇威v]信|扣扣|qq|wechat|weixin|vx|wx|(?:联系|联络|经办|负责|填报|填表|制表|审核|复核|校对)人|联系老师",
    re.IGNORECASE,
)
# Without these, in whatever width, a text need not be looked at twice.
_HINT = re.compile(
    "[@＠#＃微薇威扣qQｑＱwWｗＷvVｖＶ系络办责报表核对](?:(?<![系络办责报表核对])|人|(?<=系)老)"
)  # one set first: it is found faster
_DIGIT = re.compile("[0-9０-９]")


def mask(text: str) -> tuple[str, int]:
    """`text` with personal data blacked out, and how many pieces that were.

    The words before a number (电话, 联系人) stay, so that a reader sees what was there. Sums (13800000000元), codes of
    firms and of fields stay.

    >>> mask("有意者请致电13800001234")
    ('有意者请致电█', 1)
    """
    if not text.isascii():
        text = INVISIBLE.sub("", text)
    if not _HINT.search(text) and len(_DIGIT.findall(text)) < 7:
        return text, 0
    plain = text.translate(_PLAIN)
    if not _SUSPECT.search(plain):
        return text, 0
    parts: list[str] = []
    end = hits = 0
    for found in _PERSONAL.finditer(plain):
        label = _LABEL.match(found.group())
        start = found.start() + (label.end() if label else 0)
        parts += text[end:start], BLACKED
        end = found.end()
        hits += 1
    return "".join(parts) + text[end:], hits
