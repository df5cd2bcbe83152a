// Whether this device trusts the room: a fetch from its pages under TLS fails while it does not.
(async () => {
  const by = (id) => document.getElementById(id);
  const room = await (await fetch("/room.json")).json();
  by("room").textContent = room.room;
  by("fingerprint").textContent = room.fingerprint;
  const pages = `https://${location.hostname}:${room.port}`;
  const look = async () => {
    let trusted = false;
    try {
      trusted = (await fetch(`${pages}/api/trusted`, { cache: "no-store" })).ok;
    } catch {
      // not yet
    }
    by("state").className = trusted ? "notice good" : "notice warn";
    by("state").textContent = trusted
      ? "This device trusts the room: camera, masks and offline use work. Now scan your teacher's second code."
      : "This device does not trust the room yet. What is missing: taking part without a warning, masks, and use without a network.";
    by("install").hidden = trusted;
    if (!trusted && document.visibilityState === "visible") {
      setTimeout(look, 5000); // for those who install it in another window
    }
  };
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
  await look();
})();
