// Dragging by a handle with mouse, pen or finger alike; the browser's own dragging knows no fingers.

// So far from the edge of the window the page begins to move along, so fast.
const EDGE = 72;
const SPEED = 9;

// `rows()` are the elements among which `element` can be dropped, `drop(from, to)` is told their places.
export function dragByHandle(handle, { element, rows, drop }) {
  let from = null;
  let over = null;
  let height = 0;

  const aim = () => {
    const found = rows().findIndex((row) => row.getBoundingClientRect().bottom >= height);
    over = found < 0 ? rows().length - 1 : found;
    rows().forEach((row, place) => {
      row.classList.toggle("is-before", place === over && over < from);
      row.classList.toggle("is-behind", place === over && over > from);
    });
  };

  const follow = () => {
    if (from === null) return;
    const step = height < EDGE ? -SPEED : height > innerHeight - EDGE ? SPEED : 0;
    if (step) {
      scrollBy({ top: step, behavior: "instant" });
      aim();
    }
    requestAnimationFrame(follow);
  };

  const end = () => {
    from = null;
    element.classList.remove("is-dragged");
    for (const row of rows()) row.classList.remove("is-before", "is-behind");
  };

  handle.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || handle.matches(":disabled")) return;
    handle.setPointerCapture(event.pointerId);
    [from, over, height] = [rows().indexOf(element), null, event.clientY];
  });
  handle.addEventListener("pointermove", (event) => {
    if (from === null) return;
    height = event.clientY;
    if (over === null) {
      element.classList.add("is-dragged");
      requestAnimationFrame(follow);
    }
    aim();
  });
  handle.addEventListener("pointerup", () => {
    const [start, place] = [from, over];
    end();
    if (start !== null && place !== null) drop(start, place);
  });
  handle.addEventListener("pointercancel", end);
  handle.addEventListener("keydown", (event) => {
    if (event.key === "Escape") end();
  });
}
