// The list's filters and its search. What was sought stays in the page: addresses are written down on their way.
import { $, $$ } from "./console.js";

const form = $("#filter-form");
form.addEventListener("submit", (event) => {
  for (const field of $$("select, input", form)) field.disabled = !field.value; // "any" needs no place in the address
  if ($("#sought")) {
    event.preventDefault();
    again(new URLSearchParams(new FormData(form)));
  }
});
addEventListener("pageshow", () => { for (const field of $$("select, input", form)) field.disabled = false; });
$("#queue").addEventListener("click", (event) => { // a filter taken off leaves the search
  const chip = event.target.closest("a[data-chip]");
  if (!chip || !$("#sought")) return;
  event.preventDefault();
  again(new URL(chip.href).searchParams);
});
function again(chosen) {
  const search = $("#search");
  search.action = `/console/search?${chosen}`;
  $("#find").value = $("#sought").value;
  HTMLFormElement.prototype.submit.call(search);
}
