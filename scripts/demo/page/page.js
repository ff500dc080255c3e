const [before, after, play, position, language] = ['before', 'after', 'play', 'position', 'language'].map((id) =>
  document.getElementById(id),
);

const use = (code) => {
  document.documentElement.lang = code;
};
const codes = [...language.options].map(({ value }) => value);
const matches = (code) => navigator.language.toLowerCase().startsWith(code);
language.value = codes.find((code) => code !== 'en' && matches(code)) ?? 'en';
use(language.value);
language.addEventListener('change', () => use(language.value));

play.addEventListener('click', () => {
  if (after.paused) for (const video of [before, after]) void video.play();
  else for (const video of [before, after]) video.pause();
});
for (const name of ['play', 'pause'])
  after.addEventListener(name, () => play.setAttribute('aria-pressed', String(!after.paused)));

position.addEventListener('input', () => {
  for (const video of [before, after]) video.currentTime = position.value * video.duration;
});

// The right-hand video leads; the left one is set right whenever it drifts by more than about two frames.
const follow = () => {
  if (!after.paused) {
    position.value = after.currentTime / after.duration || 0;
    if (Math.abs(before.currentTime - after.currentTime) > 0.08) before.currentTime = after.currentTime;
  }
  requestAnimationFrame(follow);
};
follow();
