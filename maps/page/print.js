"use strict";
// For paper the map takes a fixed size, is drawn finer, and shows the same ground again; afterwards all is put back.
hecheng.preparePrint = (view) => {
  const { map } = view;
  let before = null;
  const enter = () => {
    if (before) return;
    before = { bounds: map.getBounds(), center: map.getCenter(), zoom: map.getZoom() };
    const whole = view.isHome();
    document.documentElement.classList.add("paper");
    map.invalidateSize({ animate: false, pan: false });
    if (whole) view.home();
    else map.fitBounds(before.bounds, { animate: false });
    view.sharpen(2);
  };
  const leave = () => {
    if (!before) return;
    document.documentElement.classList.remove("paper");
    map.invalidateSize({ animate: false, pan: false });
    map.setView(before.center, before.zoom, { animate: false });
    view.sharpen(1);
    before = null;
  };
  window.addEventListener("beforeprint", enter);
  window.addEventListener("afterprint", leave);
  window.matchMedia("print").addEventListener("change", (event) => (event.matches ? enter() : leave()));
};
