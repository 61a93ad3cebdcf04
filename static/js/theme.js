// Runs before the first paint, so that a chosen theme never flashes. Without a choice the system decides.
{
  const root = document.documentElement;
  root.dataset.scripted = "";
  try {
    const theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch {
    // Storage may be forbidden; the system's theme is right then.
  }
}
