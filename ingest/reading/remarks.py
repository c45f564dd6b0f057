"""What is said about single cells, in the words that reach the receipt."""

FILLED = "filled from the merged cell above"
ROUNDED = "a number of more than 15 digits, of which the spreadsheet kept 15"
NO_VALUE = "a formula without a value"
NO_NUMBER = "a number that cannot be read"
