// Comfort for the keyboard and the printer; every page reads and works without it.
"use strict";

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

const table = document.querySelector("table.heat");
if (table) {
  const rows = [...table.tBodies[0].rows].map((row) => [...row.cells].slice(1));
  const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  table.addEventListener("keydown", (event) => {
    const move = step[event.key];
    const cell = event.target.closest("td");
    if (!move || !cell) return;
    let y = rows.findIndex((row) => row.includes(cell));
    let x = y < 0 ? -1 : rows[y].indexOf(cell);
    if (x < 0) return;
    event.preventDefault();
    for (;;) {
      y += move[0];
      x += move[1];
      const next = rows[y] && rows[y][x];
      if (!next) return;
      const link = next.querySelector("a");
      if (link) {
        link.focus();
        return;
      }
    }
  });
}
