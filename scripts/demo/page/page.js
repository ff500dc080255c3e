const [before, after, play, position, language] = ['before', 'after', 'play', 'position', 'language'].map((id) =>
  document.getElementById(id),
);

const use = (code) => {
  document.documentElement.lang = code;
};
use(navigator.language.startsWith('ja') ? 'ja' : 'en');
language.addEventListener('click', () => use(document.documentElement.lang === 'ja' ? 'en' : 'ja'));

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
