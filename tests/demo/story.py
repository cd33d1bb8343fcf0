"""Tells an incident as it happens: one line an event, as an independent subscriber of the broker received it."""
import json
import os
import sys
import textwrap
import time
from datetime import datetime

COLOURS = {"bad": "31", "warn": "33", "good": "32", "act": "36", "quiet": "90", "head": "1"}
WIDTH = 100


def spare(margin):
    """A margin in seconds as people say it."""
    return f"{in_words(-margin)} beyond its RTO" if margin < 0 else f"{in_words(margin)} to spare"


def in_words(seconds):
    """A length of time in one or two parts: 45 s, 7 min, 1 h 40 min."""
    whole = int(abs(seconds))
    if whole < 60:
        return f"{whole} s"
    hours, minutes = divmod(whole // 60, 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


class Paper:
    def __init__(self):
        self.coloured = sys.stdout.isatty() and "NO_COLOR" not in os.environ

    def paint(self, tone, text):
        return f"\033[{COLOURS[tone]}m{text}\033[0m" if self.coloured and tone else text

    def line(self, text="", tone=None):
        print(self.paint(tone, text), flush=True)

    def head(self, text):
        self.line()
        self.line(text, "head")


class Story:
    """Times are seconds since the simulated mains failed."""

    def __init__(self, paper):
        self.paper = paper
        self.zero_us = None   # CLOCK_BOOTTIME of the failure
        self.boot_to_wall = time.time() - time.clock_gettime(time.CLOCK_BOOTTIME)
        self.events = []      # every event, as published
        self.clocks = {}      # service -> last event about its clock

    def tell(self, seconds, mark, text, tone=None):
        when = f"{seconds:+8.2f} s"
        rows = textwrap.wrap(text, WIDTH - 16) or [""]
        self.paper.line(f"{when}  {self.paper.paint(tone, mark)}  {self.paper.paint(tone, rows[0])}")
        for row in rows[1:]:
            self.paper.line(f"{'':13} {self.paper.paint(tone, row)}")

    def hear(self, payload):
        event = json.loads(payload)
        self.events.append(event)
        teller = getattr(self, event["type"].removeprefix("holdfast.").replace(".", "_"), None)
        if teller and self.zero_us is not None:
            teller(event["data"], self.at(event))

    def at(self, event):
        told = datetime.fromisoformat(event["time"].replace("Z", "+00:00")).timestamp()
        return told - (self.zero_us / 1e6 + self.boot_to_wall)

    def of_type(self, name):
        return [e for e in self.events if e["type"] == "holdfast." + name]

    def has(self, name, subject=None):
        return any(subject in (None, e.get("subject")) for e in self.of_type(name))

    # --- what the agent says when it is asked ---

    def readiness(self, answer):
        """The verdict, and what is worst in it."""
        worst = answer["worst"]
        what = f"; worst is {worst['service']} in {worst['scenario']}, {spare(worst['margin_s'])}" if worst else ""
        self.paper.line(f"{'':13} readiness: {answer['verdict']}{what}",
                        "good" if answer["verdict"] == "ready" else "bad")

    def scenario(self, answer, name):
        """What becomes of each service in one scenario."""
        for scenario in answer["scenarios"]:
            if scenario["name"] != name:
                continue
            self.paper.line(f"{'':13} {scenario['title']}, {in_words(scenario['lasts_s'])}:", "quiet")
            for service in scenario["services"]:
                margin = service["margin_s"]
                if margin is None:
                    self.paper.line(f"{'':15} {service['name']:38} {service['cause']}", "quiet")
                    continue
                self.paper.line(f"{'':15} {service['name']:38} down {in_words(service['downtime_s']):11} {spare(margin)}",
                                "bad" if margin < 0 else "quiet")

    def held(self, answer, services):
        """Each service with its clock, and how long the batteries would hold it: with shedding, and with everything on."""
        by_id = {service["id"]: service for service in services}
        for hold in answer["energy"]["services"]:
            service = by_id[hold["name"]]
            left = service["rto_left_ms"]
            batteries = f"on batteries {in_words(hold['held_s'])}, without shedding {in_words(hold['held_without_shedding_s'])}"
            clock = f"down for {service['elapsed_ms'] / 1000:.0f} s, {in_words(left / 1000)} of its RTO left" if left is not None else batteries
            self.paper.line(f"{'':13} {service['title']:40} {clock}", "quiet")

    # --- one method a type of event ---

    def disruption_raised(self, data, at):
        seen = data["evidence"][0]
        held = data["held_ms"] / 1000
        self.tell(at, "!", f"{data['title']}: {seen['point']} reads {seen['value']}; seen after {1000 * (at - held):.0f} ms, "
                           f"and so for {held:.1f} s", "bad")

    def incident_verified(self, data, at):
        self.tell(at, "!", f"verified by the witness {data['reason']}", "bad")

    def incident_declared(self, data, at):
        self.tell(at, "!", f"incident declared: {data['title']}", "bad")

    def plan_begun(self, data, at):
        self.tell(at, ">", f"plan begins: {data['title']}", "act")

    def step_verified(self, data, at):
        if data["action"] == "write":
            back = "already so" if data["reason"] == "already so" else f"{data['before']} -> {data['wanted']}, read back {data['seen']}"
            self.tell(at, ">", f"{data['title']}: {data['point']} {back}", "act")
        elif data["action"] == "wait" and data["title"]:
            self.tell(at, ">", f"{data['title']}: done", "act")

    def step_failed(self, data, at):
        self.tell(at, "x", f"{data['title']}: {data['reason']}", "warn")

    def step_needs_operator(self, data, at):
        self.tell(at, "?", f"{data['title']}: a person must decide: {data['reason']}", "warn")

    def step_held(self, data, at):
        self.tell(at, "-", f"held: {data['reason']}", "warn")

    def notice(self, data, at):
        self.tell(at, "@", f"to the {data['role']}: {data['text']}", "warn")

    def note(self, data, at):
        self.tell(at, " ", f"note: {data['text']}", "quiet")

    def service_down(self, data, at):
        self.clocks[data["title"]] = data
        rto = f"{data['rto_ms'] / 60000:g} min" if data["rto_ms"] else "none"
        self.tell(at, "o", f"{data['title']} is down; its clock runs, RTO {rto}", "warn")

    def service_recovered(self, data, at):
        self.clocks[data["title"]] = data
        self.tell(at, "o", f"{data['title']} is back after {data['elapsed_ms'] / 1000:.1f} s of its RTO of {data['rto_ms'] / 60000:g} min", "good")

    def disruption_cleared(self, data, at):
        self.tell(at, "+", f"{data['title']}: cleared", "good")

    def incident_restoring(self, data, at):
        self.tell(at, "+", "the return begins", "good")

    def incident_closed(self, data, at):
        self.tell(at, "+", f"incident closed: {data['reason']}, {data['since_opened_ms'] / 1000:.1f} s after it was opened", "good")
