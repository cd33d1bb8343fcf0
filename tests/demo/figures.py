"""Figures of a running agent, and the many detections of which median and worst are printed."""
import os
import random
import statistics
import threading
from pathlib import Path

from stage import Broken, Stage, wait_for

DETECTIONS = 50


def cpu_seconds(pid):
    """User and system time of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_kib(pid):
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise Broken("no resident memory in /proc")


class Detections(threading.Thread):
    """A second branch whose mains fail again and again, beside the one on the stage: from the change in the simulated
    mains to the first write that arrives, without the hold time (`for = "0s"`) and polled every 100 ms."""

    PLAN = """
[plan.ride-through]
title = "React"
on    = ["mains-lost"]
[[plan.ride-through.step]]
id    = "shed"
write = { point = "pdu-a.outlet.7.status", value = "off" }
[[plan.ride-through.restore]]
id    = "back"
write = { point = "pdu-a.outlet.7.status", value = "on" }
"""

    def __init__(self):
        super().__init__(daemon=True)
        self.latencies_ms = []
        self.failure = None
        self.stage = Stage("detections", self.rewrite, ["--start-delay", "3600", "--return-delay", "0.05",
                                                        "--battery-wh", "5000"])

    def rewrite(self, file, text):
        if file == "plan.toml":
            return self.PLAN
        if file == "site.toml":
            text = text.replace("switches = 6", "switches = 1000")
        if file == "disruptions.toml":
            text = text.replace('for           = "1s"', 'for           = "0s"').replace('clear_for     = "10s"', 'clear_for     = "0s"')
        return text.replace('fast       = "200ms"', 'fast       = "100ms"')

    def run(self):
        try:
            self.stage.start_branch()
            self.stage.write_config()
            self.stage.start_agent()
            wait_for("the second agent sees its UPS", self.sees_mains)
            chance = random.Random(42)
            for _ in range(DETECTIONS):
                self.detect_once()
                threading.Event().wait(chance.uniform(0.0, 0.1))  # another phase of the polling each time
        except Exception as problem:  # told by the main thread, which waits for this one
            self.failure = problem
        finally:
            self.stage.close()

    def sees_mains(self):
        points = self.stage.ask("points", "ups-main")["devices"]["ups-main"]["points"]
        return points["output.source"]["value"] == "normal"

    def detect_once(self):
        before = self.last_time()
        self.stage.command("mains off")
        lost = wait_for("mains off", lambda: self.stage.change("mains", "off", before))
        write = wait_for("the write", lambda: self.stage.writes(lost["t_us"]))[0]
        self.latencies_ms.append((write["t_us"] - lost["t_us"]) / 1000)
        self.stage.command("mains on")
        wait_for("the load's return", lambda: self.stage.change("outlet.7", "on", lost["t_us"]))
        wait_for("the incident's end", self.is_quiet, every=0.02)

    def last_time(self):
        log = self.stage.branch_log()
        return log[-1]["t_us"] + 1 if log else 0

    def is_quiet(self):
        return all(i["state"] == "closed" for i in self.stage.ask("status")["incidents"])

    def median(self):
        return statistics.median(self.latencies_ms)

    def worst(self):
        return max(self.latencies_ms)
