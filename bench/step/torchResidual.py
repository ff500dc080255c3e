"""Four residual blocks of 3x3 convolutions, 128 channels at 64x64, in PyTorch: the peer of `--model residual`."""
import argparse
import json
import resource
import time

import torch
from torch import nn
from torch.nn import functional as F

parser = argparse.ArgumentParser()
parser.add_argument("--batch", type=int, default=8, help="faces a side")
parser.add_argument("--iters", type=int, default=8)
parser.add_argument("--threads", type=int, default=0)
parser.add_argument("--device", default="cpu")
options = parser.parse_args()
if options.threads:
    torch.set_num_threads(options.threads)


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = (nn.Conv2d(128, 128, 3, padding=1) for _ in range(2))

    def forward(self, x):
        return F.leaky_relu(x + self.second(F.leaky_relu(self.first(x), 0.2)), 0.2)


network = nn.Sequential(*[Residual() for _ in range(4)]).to(options.device)
optimizer = torch.optim.Adam(network.parameters(), 5e-5, (0.9, 0.999), 1e-7)
faces = torch.rand(2 * options.batch, 128, 64, 64, device=options.device)
seconds = []
for _ in range(options.iters + 1):
    start = time.perf_counter()
    optimizer.zero_grad(set_to_none=True)
    made = network(faces)
    sum(F.l1_loss(a, b) for a, b in zip(made.chunk(2), faces.chunk(2))).backward()
    optimizer.step()
    if options.device != "cpu":
        torch.cuda.synchronize()
    seconds.append(time.perf_counter() - start)
seconds = sorted(seconds[1:])
print(json.dumps({
    "seconds_median": seconds[len(seconds) // 2],
    "seconds_min": seconds[0],
    "parameters": sum(p.numel() for p in network.parameters()),
    "peak_rss_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
}))
