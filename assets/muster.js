// What HTML can't do by itself. Everything works without it.

// A notice is said once, so the address forgets it.
const here = new URL(location.href);
if (here.searchParams.has("notice")) {
  here.searchParams.delete("notice");
  history.replaceState(history.state, "", here);
}
