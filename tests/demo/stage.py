"""The stage of a demo: a broker, a simulated branch and the agent, on free loopback ports, in a folder of their own.
Everything that is started here is ended here, whatever happens."""
import datetime
import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
PATIENCE_S = 10.0


class Broken(Exception):
    """Something that the demo relies on did not happen; the text says what."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(what, fact, patience=PATIENCE_S, every=0.01):
    """Returns fact() as soon as it is true; Broken when it does not become so in time."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        found = fact()
        if found:
            return found
        time.sleep(every)
    raise Broken(f"{what}: not within {patience:g} s")


class Stage:
    def __init__(self, name, rewrite=lambda file, text: text, branch_options=()):
        self.folder = Path(tempfile.mkdtemp(prefix=f"holdfast-{name}-"))
        self.processes = []
        self.rewrite = rewrite
        self.branch_options = list(branch_options)
        self.socket = self.folder / "agent.sock"
        self.holdfast = os.environ.get("HOLDFAST_BIN", str(SOURCE / "build/dev/holdfast"))
        self.branch_program = os.environ.get("BRANCH_BIN", str(SOURCE / "build/dev/branch"))
        for program in (self.holdfast, self.branch_program):
            if not Path(program).exists():
                raise Broken(f"{program} is not built; run ./dev build")

    # --- processes ---

    def spawn(self, name, argv, **options):
        log = open(self.folder / f"{name}.log", "ab")
        process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=options.pop("stdout", log), stderr=log, **options)
        self.processes.append((name, process))
        return process

    def log_of(self, name):
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def start_broker(self):
        self.broker_port = free_port()
        settings = self.folder / "mosquitto.conf"
        settings.write_text(f"listener {self.broker_port} 127.0.0.1\nallow_anonymous true\n")
        program = shutil.which("mosquitto") or "/usr/sbin/mosquitto"
        self.spawn("broker", [program, "-c", str(settings)])

        def answers():
            with socket.socket() as probe:
                return probe.connect_ex(("127.0.0.1", self.broker_port)) == 0

        wait_for("the broker", answers)

    def start_branch(self):
        ports, control = self.folder / "ports.json", self.folder / "control.sock"
        self.spawn("branch", [self.branch_program, "--ports", str(ports), "--control", str(control),
                              "--log", str(self.folder / "branch.jsonl"), "--die-with-parent", *self.branch_options])
        wait_for("the simulated branch", ports.exists)
        self.ports = json.loads(ports.read_text())
        self.control = socket.socket(socket.AF_UNIX)
        self.control.connect(str(control))
        self.control_lines = self.control.makefile("r")

    def command(self, line):
        """Tells the simulated branch something; returns what it answers."""
        self.control.sendall(line.encode() + b"\n")
        answer = self.control_lines.readline().strip()
        if not answer.startswith("ok"):
            raise Broken(f"the simulated branch does not take '{line}': {answer}")
        return answer[2:].strip()

    def write_config(self):
        """config/branch with this stage's ports; today its evidence is fresh and its services are open, whatever the day."""
        self.config = self.folder / "config"
        shutil.copytree(SOURCE / "config/branch", self.config)
        by_default = {16100: "ups-main", 16101: "pdu-a", 16102: "core-switch", 16103: "router", 16104: "ats", 16105: "genset",
                      16106: "ups-rack", 16107: "pdu-b", 16108: "room"}
        for file in self.config.glob("*.toml"):
            text = file.read_text()
            text = re.sub(r"127\.0\.0\.1:(161\d\d)", lambda m: f"127.0.0.1:{self.ports[by_default[int(m[1])]]}", text)
            text = text.replace("127.0.0.1:1883", f"127.0.0.1:{getattr(self, 'broker_port', 1)}")
            text = re.sub(r"^(checked +=) \d{4}-\d\d-\d\d", rf"\1 {datetime.date.today().isoformat()}", text, flags=re.M)
            if file.name == "services.toml":
                text = re.sub(r'^(hours +=) ".*"', r'\1 "always"', text, flags=re.M)
            file.write_text(self.rewrite(file.name, text))

    def start_agent(self):
        self.agent = self.spawn("agent", [self.holdfast, "run", "--config", str(self.config), "--agent", "gateway-1",
                                          "--journal", str(self.folder / "journal.db"), "--socket", str(self.socket)])
        wait_for("the agent", lambda: self.socket.exists() or self.agent.poll() is not None)
        if self.agent.poll() is not None:
            raise Broken("the agent did not start:\n" + self.log_of("agent"))

    def ask(self, *words):
        """What a holdfast command answers as JSON."""
        done = subprocess.run([self.holdfast, *words, "--json", "--socket", str(self.socket)], capture_output=True, text=True)
        if done.returncode != 0:
            raise Broken(f"holdfast {' '.join(words)}: {done.stderr.strip()}")
        return json.loads(done.stdout)

    # --- what the branch says of itself ---

    def branch_log(self):
        path = self.folder / "branch.jsonl"
        lines = path.read_text().splitlines() if path.exists() else []
        return [json.loads(line) for line in lines]

    def change(self, what, value, after_us=0):
        """The first change of the simulated world to `value` after that time, or None."""
        for line in self.branch_log():
            if line["kind"] == "change" and line["what"] == what and line["value"] == value and line["t_us"] >= after_us:
                return line
        return None

    def writes(self, after_us=0):
        return [l for l in self.branch_log() if l["kind"] == "write" and l["t_us"] >= after_us]

    # --- the end ---

    def close(self, keep=False):
        for _, process in reversed(self.processes):
            if process.poll() is None:
                process.terminate()
        for _, process in reversed(self.processes):
            try:
                process.wait(timeout=6)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if not keep:
            shutil.rmtree(self.folder, ignore_errors=True)
