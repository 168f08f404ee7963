// Before the first paint: light, dark, or by itself (the system's wish, and dark at night).
(() => {
  const chosen = localStorage.getItem("theme"), hour = new Date().getHours();
  const dark = chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches || hour >= 21 || hour < 6;
  document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
