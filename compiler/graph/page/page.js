/**
 * What the page of a graph does: whatever is selected, in the picture or in the list beside it, is told of in the panel. The
 * picture is walked through with the arrow keys. In the editor, a place is a way into the text.
 */
(() => {
  const graph = JSON.parse(document.getElementById("graph").textContent);
  const editor = typeof acquireVsCodeApi === "function" ? acquireVsCodeApi() : undefined;
  const parties = new Map();
  const hops = new Map();
  const faults = new Map();
  for (const policy of graph.policies) {
    for (const party of policy.parties) parties.set(party.id, party);
    for (const hop of policy.hops) hops.set(hop.id, hop);
    for (const fault of policy.faults) faults.set(fault.id, fault);
  }
  const canvas = document.querySelector(".canvas");
  const details = document.getElementById("details");
  const svg = canvas?.querySelector("svg");

  /** An element with attributes and what stands in it; a text is only ever a text. */
  const make = (name, attributes, ...inside) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key === "onclick") made.addEventListener("click", value);
      else made.setAttribute(key, value);
    }
    made.append(...inside.filter((each) => each !== undefined));
    return made;
  };
  const isBad = (hop) => hop.faults.some((id) => faults.get(id).severity === "error");
  const nameOf = (id) => parties.get(id).name;

  const place = ({ file, start }) => {
    const shown = `${file}:${start.line + 1}:${start.character + 1}`;
    if (editor === undefined) return make("code", {}, shown);
    return make("button", { class: "link", onclick: () => editor.postMessage({ kind: "open", file, ...start }) }, shown);
  };
  const rows = (pairs) => {
    const list = make("dl", {});
    for (const [name, value] of pairs) if (value !== undefined) list.append(make("dt", {}, name), make("dd", {}, value));
    return list;
  };
  const code = (text) => make("code", {}, text);
  /** What stands in backticks is code. */
  const prose = (text) => text.split("`").map((part, at) => (at % 2 === 1 ? code(part) : part));
  const verbs = { both: "May use and hand on", use: "May use", "hand-on": "May hand on" };

  const tellFault = (fault, isWhole) =>
    make(
      "div",
      { class: "fault" },
      make("p", {}, make("strong", { class: "wrong" }, `${fault.severity}: ${fault.code}`)),
      make("p", {}, ...prose(fault.message)),
      rows(fault.witness.map(({ heading, text }) => [heading, code(text)])),
      fault.help === undefined ? undefined : make("p", { class: "quiet" }, ...prose(fault.help)),
      isWhole
        ? make("p", {}, place(fault.where))
        : make("button", { "data-id": fault.id, onclick: () => select(fault.id) }, "Show this request on its chain"),
    );

  const tellChain = ({ parties: names, knowing, grants }) => [
    make("h3", {}, names.join(" → ")),
    ...(grants.length === 0 ? [make("p", { class: "quiet" }, "On this chain nothing is left of what the hop says.")] : []),
    ...grants.map(({ verb, actions, condition }) =>
      make(
        "div",
        { class: "grant" },
        make(
          "p",
          {},
          make("strong", {}, verbs[verb]),
          " ",
          actions.length > 8 ? `${actions.slice(0, 8).join(", ")} and ${actions.length - 8} more` : actions.join(", "),
        ),
        condition === undefined ? make("p", { class: "quiet" }, "for every request") : code(`where ${condition}`),
      ),
    ),
    ...(knowing.length === 0 ? [] : [make("p", { class: "quiet" }, "It is known that ", code(knowing.join(" and ")))]),
  ];

  const tellHop = (hop) => [
    make("h2", {}, hop.title),
    rows([
      ...hop.params.map((param) => ["parameter", code(param)]),
      ...hop.bounds.map(({ name, value }) => [name, code(value)]),
      ["hops that may follow", hop.left === undefined ? undefined : String(hop.left)],
      ["in", place(hop.where)],
    ]),
    ...hop.faults.map((id) => tellFault(faults.get(id), false)),
    make("h2", { class: "part-of-panel" }, "Effective scope, chain by chain"),
    ...hop.chains.flatMap(tellChain),
    ...(hop.hasMoreChains ? [make("p", { class: "quiet" }, "More chains than are listed here lead to this hop.")] : []),
    ...(hop.isDead ? [make("p", { class: "quiet" }, "No chain makes this hop.")] : []),
  ];

  const tellParty = (party) => {
    const button = (hop) => make("li", {}, make("button", { class: "link", onclick: () => select(hop.id) }, hop.title));
    const all = [...hops.values()];
    const received = all.filter(({ to }) => to === party.id);
    const made = all.filter(({ from }) => from === party.id);
    const list = (heading, of) => (of.length === 0 ? [] : [make("h3", {}, heading), make("ul", {}, ...of.map(button))]);
    return [
      make("h2", {}, `${party.kind} ${party.name}`),
      rows([
        ["domain", party.domain],
        ["owner", party.owner],
        ["identity", party.identity],
        ["guard", party.isUnguarded ? "none runs there" : undefined],
        ["in", place(party.where)],
      ]),
      ...list("It receives", received),
      ...list("It hands on", made),
    ];
  };

  const select = (id) => {
    editor?.setState({ selected: id });
    const hop = hops.get(id);
    const fault = faults.get(id);
    const party = parties.get(id);
    const lit = new Set(fault?.path ?? (hop === undefined ? [] : [id, ...hop.chains.flatMap((chain) => chain.hops)]));
    if (party !== undefined) for (const each of hops.values()) if (each.from === id || each.to === id) lit.add(each.id);
    for (const part of document.querySelectorAll(".canvas .part")) {
      const isHop = hops.has(part.id);
      part.classList.toggle("selected", part.id === id);
      part.classList.toggle("witness", fault !== undefined && lit.has(part.id));
      part.classList.toggle("faded", isHop && lit.size > 0 && !lit.has(part.id));
      part.setAttribute("aria-pressed", String(part.id === id));
    }
    for (const button of document.querySelectorAll("#list button")) button.setAttribute("aria-pressed", String(button.dataset.id === id));
    const told =
      fault !== undefined
        ? [make("h2", {}, "What is wrong"), tellFault(fault, true)]
        : hop !== undefined
          ? tellHop(hop)
          : party !== undefined
            ? tellParty(party)
            : undefined;
    details.replaceChildren(
      ...(told ?? [make("p", { class: "quiet" }, "Select a hop to see what each chain admits there, or an agent to see its hops.")]),
    );
    details.scrollTop = 0;
  };

  const fillList = () => {
    const list = document.getElementById("hops");
    const wrong = [...faults.values()].filter(({ witness, severity }) => severity === "error" || witness.length > 0);
    if (wrong.length > 0) {
      const buttons = wrong.map((fault) => {
        const shown = `${fault.code}: ${fault.witness[0]?.text ?? fault.message}`;
        return make(
          "li",
          {},
          make(
            "button",
            { "data-id": fault.id, "aria-pressed": "false", class: fault.severity === "error" ? "bad" : "", onclick: () => select(fault.id) },
            shown,
          ),
        );
      });
      list.append(make("h3", {}, "What is wrong"), make("ul", {}, ...buttons));
    }
    const byFrom = new Map();
    for (const hop of hops.values()) byFrom.set(hop.from, [...(byFrom.get(hop.from) ?? []), hop]);
    for (const [from, of] of byFrom) {
      const buttons = of.map((hop) =>
        make(
          "li",
          {},
          make(
            "button",
            { "data-id": hop.id, "aria-pressed": "false", class: isBad(hop) ? "bad" : "", onclick: () => select(hop.id) },
            `${nameOf(hop.to)} for ${hop.task}${isBad(hop) ? " ✗" : ""}`,
          ),
        ),
      );
      list.append(make("div", { class: "group" }, make("h3", {}, `${nameOf(from)} hands on to`), make("ul", {}, ...buttons)));
    }
    const filter = document.getElementById("filter");
    filter?.addEventListener("input", () => {
      const wanted = filter.value.toLowerCase();
      for (const group of list.querySelectorAll(".group")) {
        let any = false;
        for (const item of group.querySelectorAll("li")) {
          const hop = hops.get(item.firstChild.dataset.id);
          item.hidden = !hop.title.toLowerCase().includes(wanted);
          any ||= !item.hidden;
        }
        group.hidden = !any;
      }
    });
  };

  const describe = (id) => {
    const hop = hops.get(id);
    if (hop === undefined) return `${parties.get(id).kind} ${nameOf(id)}`;
    return `hop ${hop.title}${isBad(hop) ? ", with an error" : ""}`;
  };

  const openPicture = () => {
    const parts = [...svg.querySelectorAll("g[id]")].filter(({ id }) => hops.has(id) || parties.has(id));
    svg.setAttribute("role", "group");
    svg.setAttribute("aria-label", "Picture of agents and hops. Arrow keys move between them, Enter selects. The list below says the same.");
    for (const part of parts) {
      part.classList.add("part");
      part.setAttribute("role", "button");
      part.setAttribute("tabindex", "-1");
      part.setAttribute("aria-label", describe(part.id));
      part.setAttribute("aria-pressed", "false");
      const line = hops.has(part.id) ? part.querySelector("path") : undefined;
      if (line) {
        const wide = line.cloneNode();
        wide.setAttribute("class", "hit");
        part.append(wide);
      }
      part.addEventListener("click", () => {
        enter(part);
        select(part.id);
      });
      part.addEventListener("focus", () => enter(part));
    }
    const enter = (part) => {
      for (const each of parts) each.setAttribute("tabindex", each === part ? "0" : "-1");
    };
    if (parts[0]) enter(parts[0]);
    const directions = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
    /** A hop is met in the middle of its line. */
    const middle = (part) => {
      const line = hops.has(part.id) ? part.querySelector("path") : undefined;
      if (line) {
        const { x, y } = line.getPointAtLength(line.getTotalLength() / 2).matrixTransform(line.getScreenCTM());
        return [x, y];
      }
      const box = part.getBoundingClientRect();
      return [box.x + box.width / 2, box.y + box.height / 2];
    };
    svg.addEventListener("keydown", (event) => {
      const from = parts.find((part) => part === document.activeElement);
      if (from === undefined) return;
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        select(from.id);
      } else if (event.key === "Escape") select(undefined);
      else if (directions[event.key]) {
        event.preventDefault();
        const [dx, dy] = directions[event.key];
        const [x, y] = middle(from);
        let best;
        let least = Infinity;
        for (const part of parts) {
          if (part === from) continue;
          const [px, py] = middle(part);
          const along = (px - x) * dx + (py - y) * dy;
          const aside = Math.abs((px - x) * dy) + Math.abs((py - y) * dx);
          const cost = along + 2 * aside;
          if (along > 1 && cost < least) {
            least = cost;
            best = part;
          }
        }
        best?.focus();
        best?.scrollIntoView({ block: "nearest", inline: "nearest" });
      }
    });

    const { width, height } = svg.viewBox.baseVal;
    let scale = 1;
    const zoom = (to) => {
      scale = Math.min(4, Math.max(0.05, to));
      svg.setAttribute("width", String(width * scale));
      svg.setAttribute("height", String(height * scale));
    };
    const fitAll = () => zoom(Math.min(1.4, (canvas.clientWidth - 20) / width, (canvas.clientHeight - 20) / height));
    document.getElementById("larger").addEventListener("click", () => zoom(scale * 1.25));
    document.getElementById("smaller").addEventListener("click", () => zoom(scale / 1.25));
    document.getElementById("fit").addEventListener("click", fitAll);
    canvas.addEventListener(
      "wheel",
      (event) => {
        if (!event.ctrlKey) return;
        event.preventDefault();
        zoom(scale * (event.deltaY < 0 ? 1.1 : 1 / 1.1));
      },
      { passive: false },
    );
    fitAll();
  };

  fillList();
  if (svg) openPicture();
  const first = [...faults.values()].find(({ severity, path }) => severity === "error" && path.length > 0);
  // The editor shows the page anew after each edit; what was selected stays so.
  const before = editor?.getState()?.selected;
  select([hops, faults, parties].some((of) => of.has(before)) ? before : first?.id);
})();
