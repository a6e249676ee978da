const at = id => document.getElementById(id);
const chosen = name => document.querySelector(`input[name=${name}]:checked`).value;

function frame() {
  const place = at("html");
  place.style.width = chosen("width") + "px";
  place.src = `/html?scheme=${chosen("scheme")}&images=${chosen("images")}`;
}

function finding({ severity, rule, where, message }) {
  const item = document.createElement("li");
  const name = document.createElement("span");
  name.className = severity;
  name.textContent = `${severity === "blocking" ? "Blocks" : "Advice"}: ${rule} in ${where}. `;
  item.append(name, message);
  return item;
}

async function refresh() {
  const state = await (await fetch("/state")).json();
  at("draft").hidden = !state.isDraft;
  at("fault").hidden = !state.fault;
  at("fault").textContent = state.fault ?? "";
  if (state.fault) return;
  document.title = at("subject").textContent = state.subject;
  at("text").textContent = state.text;
  const blocking = state.findings.filter(one => one.severity === "blocking").length;
  at("sum").textContent = `${state.kilobytes} KB in all. ${blocking} findings block, ${state.findings.length - blocking} advise.`;
  at("findings").replaceChildren(...state.findings.map(finding));
  frame();
}

document.querySelector("form").addEventListener("change", frame);
new EventSource("/changes").onmessage = refresh;
