// Follows the paths of the box that is pointed at or focused. Without this the graph is a picture with links.
const graph = document.querySelector(".graph");

if (graph) {
  const nodes = new Map([...graph.querySelectorAll("[data-number]")].map((node) => [node.dataset.number, node]));
  const links = [...graph.querySelectorAll("[data-from]")];
  const forward = Map.groupBy(links, (link) => link.dataset.from);
  const backward = Map.groupBy(links, (link) => link.dataset.to);

  function* along(start, steps, end) {
    const waiting = [start];
    const seen = new Set(waiting);
    while (waiting.length) {
      for (const link of steps.get(waiting.pop()) ?? []) {
        yield link;
        const next = link.dataset[end];
        if (!seen.has(next)) {
          seen.add(next);
          yield nodes.get(next);
          waiting.push(next);
        }
      }
    }
  }

  function follow(node) {
    release();
    const { number } = node.dataset;
    graph.classList.add("graph-following");
    for (const part of [node, ...along(number, forward, "to"), ...along(number, backward, "from")]) {
      part.classList.add("graph-on");
    }
  }

  function release() {
    graph.classList.remove("graph-following");
    for (const part of graph.querySelectorAll(".graph-on")) {
      part.classList.remove("graph-on");
    }
  }

  const boxOf = (event) => event.target.closest("[data-number]");
  graph.addEventListener("pointerover", (event) => boxOf(event) && follow(boxOf(event)));
  graph.addEventListener("pointerleave", release);
  graph.addEventListener("focusin", (event) => boxOf(event) && follow(boxOf(event)));
  graph.addEventListener("focusout", release);
}
