#include "agent/continuity/loads.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>

namespace holdfast::continuity {

namespace {

using Kind = model::Needs::Rule;

// The points of a UPS, in the order of Ups::first_point.
enum UpsPoint : std::uint32_t { runtime, charge, output_watts, ups_watts, load_percent, nominal_watts, first_phase };
constexpr const char* ups_points[] = {
    "battery.runtime",       "battery.charge",      "output.realpower",    "ups.realpower",      "ups.load",
    "ups.realpower.nominal", "output.L1.realpower", "output.L2.realpower", "output.L3.realpower"};
constexpr std::uint32_t phases = 3;

std::optional<double> sound(std::optional<double> reading) {
  return reading && *reading >= 0 && std::isfinite(*reading) ? reading : std::nullopt;
}

}  // namespace

LoadMap::LoadMap(const Graph& graph, const model::Site& site)
    : graph_(graph), energy_(site.energy), wishes_(graph.size()), words_((site.loads.size() + 63) / 64) {
  for (std::vector<Words>* layer : {&own_, &alive_, &usable_}) layer->assign(words_ * graph.size(), 0);
  for (const auto& [id, load] : site.loads) add_load(load, id);
  for (NodeId node = 0; node < graph.size(); ++node)
    if (graph[node].is_ups) add_ups(node, site);
  for (const auto& [id, service] : site.services)
    if (const auto node = graph.find("service." + id)) wishes_[*node] = {service.hold_min, service.hold};
  pool_of_.assign(graph.size(), 0);
  claim();
}

std::uint32_t LoadMap::want(std::string point) {
  points_.push_back(std::move(point));
  return static_cast<std::uint32_t>(points_.size() - 1);
}

LoadUse LoadMap::use_of(const model::Load& load) {
  if (load.is_protected) return LoadUse::protected_load;
  if (load.is_spare) return LoadUse::spare;
  return load.is_reserve ? LoadUse::reserve : LoadUse::unclaimed;
}

void LoadMap::add_load(const model::Load& load, const std::string& id) {
  const std::size_t number = loads_.size();
  const auto powers = [&](NodeId node) { own_[node * words_ + number / 64] |= Words{1} << (number % 64); };
  Entry entry;
  entry.declared = load.watts;
  entry.use = use_of(load);
  const auto feed = [&](const std::string& name) {
    const auto node = graph_.find(name);
    if (!node || std::find(entry.feeds.begin(), entry.feeds.end(), *node) != entry.feeds.end()) return;
    entry.feeds.push_back(*node);
    if (graph_[*node].kind == NodeKind::part) entry.measured.push_back(want(graph_[*node].id + ".realpower"));
  };
  if (!load.outlet.empty()) feed(load.outlet);
  for (const std::string& name : load.feeds) feed(name);
  for (const std::string& name : load.powers) {
    const auto node = graph_.find(name);
    if (!node) continue;
    powers(*node);
    entry.powers.push_back(*node);
  }
  if (const auto outlet = load.outlet.empty() ? std::nullopt : graph_.find(load.outlet)) {
    powers(*outlet);
    for (NodeId node = 0; load.powers.empty() && node < graph_.size(); ++node) {
      std::vector<NodeId> feeds;
      collect(graph_[node].power, feeds);
      if (std::find(feeds.begin(), feeds.end(), *outlet) != feeds.end()) powers(node);
    }
  }
  names_.push_back(id);
  loads_.push_back(std::move(entry));
}

std::vector<NodeId> LoadMap::goes_dark(std::uint32_t load) const {
  std::vector<NodeId> outlets;
  for (const NodeId feed : loads_[load].feeds)
    if (graph_[feed].kind == NodeKind::part) outlets.push_back(feed);
  return outlets.empty() ? loads_[load].powers : outlets;
}

void LoadMap::add_ups(NodeId node, const model::Site& site) {
  const auto device = site.devices.find(graph_[node].id);
  Ups ups{node, static_cast<std::uint32_t>(points_.size()), std::nullopt};
  if (device != site.devices.end()) ups.capacity_wh = device->second.capacity_wh;
  for (const char* point : ups_points) want(graph_[node].id + "." + point);
  ups_.push_back(ups);
}

// With every alternative open and every UPS on battery: what could be needed, and what hangs on a UPS at all.
void LoadMap::claim() {
  spread(nullptr);
  std::vector<Words> needed(words_, 0);
  for (NodeId node = 0; node < graph_.size(); ++node) {
    if (graph_[node].kind != NodeKind::service) continue;
    for (std::size_t word = 0; word < words_; ++word) needed[word] |= bits(Layer::usable, node)[word];
  }
  Healths all_well;
  all_well.alive.assign(graph_.size(), Health::normal);
  const std::vector<std::uint8_t> on_battery(graph_.size(), 1);
  const Situation situation{all_well, all_well, on_battery, {}, {}};
  for (std::size_t number = 0; number < loads_.size(); ++number) {
    Entry& load = loads_[number];
    load.needed = (needed[number / 64] >> (number % 64) & 1) != 0;
    if (load.use == LoadUse::unclaimed && load.needed) load.use = LoadUse::claimed;
    Feeding found;
    for (const NodeId feed : load.feeds) trace(feed, situation, 0, found);
    load.on_ups = !found.ups.empty();
  }
}

void LoadMap::trace(NodeId node, const Situation& situation, int depth, Feeding& out) const {
  const GraphNode& about = graph_[node];
  if (depth > deepest) return;
  // An outlet that is off feeds its load as soon as it is on: what is behind it counts.
  if (about.kind == NodeKind::part && about.device != node) return trace(about.device, situation, depth + 1, out);
  const Health health = situation.health.alive[node];
  if (health == Health::down) return;
  if (about.is_ups && situation.on_battery[node] != 0) {
    if (std::find(out.ups.begin(), out.ups.end(), node) == out.ups.end()) out.ups.push_back(node);
  } else if (about.kind != NodeKind::device || about.power.empty()) {
    out.live = out.live || is_up(health);
  } else {
    trace(about.power, situation, depth + 1, out);
  }
}

// A choice is live when enough of it is, all of something when every part is.
void LoadMap::trace(const Rule& rule, const Situation& situation, int depth, Feeding& out) const {
  if (rule.kind == Kind::one) return trace(rule.node, situation, depth, out);
  std::size_t live = 0;
  for (const Rule& part : rule.parts) {
    Feeding found;
    trace(part, situation, depth + 1, found);
    live += found.live ? 1 : 0;
    for (const NodeId ups : found.ups)
      if (std::find(out.ups.begin(), out.ups.end(), ups) == out.ups.end()) out.ups.push_back(ups);
  }
  const std::size_t enough = rule.kind == Kind::any_of     ? 1
                             : rule.kind == Kind::at_least ? rule.least
                                                           : rule.parts.size();
  out.live = out.live || live >= enough;
}

// What one of two feeds measures is a part of the draw: it draws that at least.
std::optional<double> LoadMap::watts(const Entry& load, const Situation& situation) const {
  double sum = 0;
  bool known = !load.measured.empty();
  for (const std::uint32_t point : load.measured) {
    const auto reading = sound(situation.readings[point]);
    known = known && reading;
    sum += reading.value_or(0);
  }
  for (const NodeId feed : load.feeds) known = known && is_up(situation.present.alive[feed]);
  if (!known) return load.declared;
  const bool is_whole = load.measured.size() == load.feeds.size();
  return is_whole ? sum : std::max(sum, load.declared.value_or(0));
}

std::optional<double> LoadMap::delivered_watts(const Ups& ups, const Situation& situation) {
  const auto reading = [&](std::uint32_t point) { return sound(situation.readings[ups.first_point + point]); };
  std::optional<double> watts = reading(output_watts);
  if (!watts) watts = reading(ups_watts);
  for (std::uint32_t phase = 0; !reading(output_watts) && !reading(ups_watts) && phase < phases; ++phase)
    if (const auto part = reading(first_phase + phase)) watts = watts.value_or(0) + *part;
  if (const auto part = reading(load_percent), nominal = reading(nominal_watts); !watts && part && nominal)
    watts = *part / 100 * *nominal;
  return watts;
}

std::optional<double> LoadMap::energy_wh(const Ups& ups, std::optional<double> watts,
                                         const Situation& situation) const {
  const auto reading = [&](std::uint32_t point) { return sound(situation.readings[ups.first_point + point]); };
  // A battery that feeds nothing has no runtime to speak of.
  if (const auto left = reading(runtime); left && watts && *watts > 0) return *left * *watts / 3600;
  if (const auto part = reading(charge); part && ups.capacity_wh)
    return std::min(*part, 100.0) / 100 * *ups.capacity_wh;
  return std::nullopt;
}

void LoadMap::add_pools(const Situation& situation, EnergyProblem& out) {
  pools_.clear();
  for (const Ups& ups : ups_) {
    if (situation.on_battery[ups.node] == 0 || situation.health.alive[ups.node] == Health::down) continue;
    pool_of_[ups.node] = static_cast<std::uint32_t>(pools_.size());
    pools_.push_back(ups.node);
    const auto delivered = delivered_watts(ups, situation);
    EnergyPool pool{energy_wh(ups, delivered, situation), 0, delivered};
    if (pool.available_wh) *pool.available_wh *= 1 - energy_.floor;
    out.add_pool(pool);
  }
}

// What the reserve loads need beyond the schedule is not planned with.
void LoadMap::set_aside(EnergyProblem& out) const {
  if (!energy_.reserve_for) return;
  const double hours = std::chrono::duration<double>(*energy_.reserve_for).count() / 3600;
  for (const EnergyLoad& load : out.loads) {
    if (load.use != LoadUse::reserve) continue;
    for (const std::uint32_t number : out.feeds_of(load)) {
      EnergyPool& pool = out.pools[number];
      if (!load.watts) pool.available_wh.reset();
      if (!pool.available_wh) continue;
      const double taken = std::min(out.share_of(load) * hours, *pool.available_wh);
      pool.reserve_wh += taken;
      *pool.available_wh -= taken;
    }
  }
}

void LoadMap::problem(const Situation& situation, EnergyProblem& out) {
  out.clear();
  add_pools(situation, out);
  for (const Entry& load : loads_) {
    found_.live = false;
    found_.ups.clear();
    for (const NodeId feed : load.feeds) trace(feed, situation, 0, found_);
    numbers_.clear();
    for (const NodeId ups : found_.ups)
      if (!found_.live) numbers_.push_back(pool_of_[ups]);
    out.add_load(watts(load, situation), load.use, numbers_);
  }
  set_aside(out);
  spread(&situation.health);
  for (std::size_t rank = 0; rank < situation.ranked.size(); ++rank) {
    const NodeId service = situation.ranked[rank];
    numbers_.clear();
    for (std::size_t word = 0; word < words_; ++word)
      for (Words rest = bits(Layer::usable, service)[word]; rest != 0; rest &= rest - 1)
        numbers_.push_back(static_cast<std::uint32_t>(word * 64 + static_cast<unsigned>(std::countr_zero(rest))));
    const Duration spent = rank < situation.spent.size() ? situation.spent[rank] : Duration{};
    const auto rest = [&](std::optional<Duration> wish) {
      return wish ? std::optional{std::max(*wish - spent, Duration{})} : std::nullopt;
    };
    out.add_service(numbers_, rest(wishes_[service].hold_min), rest(wishes_[service].hold));
  }
}

LoadMap::Words* LoadMap::bits(Layer layer, NodeId node) {
  return (layer == Layer::alive ? alive_ : usable_).data() + node * words_;
}

const LoadMap::Words* LoadMap::bits(Layer layer, NodeId node) const {
  return (layer == Layer::alive ? alive_ : usable_).data() + node * words_;
}

void LoadMap::spread(const Healths* health) {
  alive_ = own_;
  usable_ = own_;
  const Alternatives usual = health == nullptr ? Alternatives::all : Alternatives::first_up;
  const auto join = [&](Layer from, NodeId supplier, Layer to, NodeId node) {
    for (std::size_t word = 0; word < words_; ++word) bits(to, node)[word] |= bits(from, supplier)[word];
  };
  for (const NodeId node : graph_.alive_order()) {
    const GraphNode& about = graph_[node];
    if (about.kind == NodeKind::part) join(Layer::alive, about.device, Layer::alive, node);
    if (about.kind == NodeKind::device) gather(about.power, Layer::alive, usual, health, bits(Layer::alive, node));
  }
  for (const NodeId node : graph_.usable_order()) {
    const GraphNode& about = graph_[node];
    const bool path = about.kind == NodeKind::link || about.kind == NodeKind::uplink;
    const Alternatives which = path ? Alternatives::all : usual;
    if (about.kind == NodeKind::part) join(Layer::usable, about.device, Layer::usable, node);
    if (about.kind == NodeKind::device) join(Layer::alive, node, Layer::usable, node);
    if (about.kind != NodeKind::device) gather(about.power, Layer::alive, which, health, bits(Layer::usable, node));
    gather(about.reach, Layer::usable, which, health, bits(Layer::usable, node));
    gather(about.needs, Layer::usable, which, health, bits(Layer::usable, node));
  }
}

// Of a choice: those that are up, in the order of the text; then those of which it is not known; then the others.
void LoadMap::gather(const Rule& rule, Layer layer, Alternatives which, const Healths* health, Words* into) const {
  if (rule.kind == Kind::one) {
    for (std::size_t word = 0; word < words_; ++word) into[word] |= bits(layer, rule.node)[word];
    return;
  }
  if (rule.kind == Kind::all_of || which == Alternatives::all) {
    for (const Rule& part : rule.parts) gather(part, layer, which, health, into);
    return;
  }
  const std::vector<Health>& nodes = layer == Layer::alive ? health->alive : health->usable;
  std::size_t wanted = rule.kind == Kind::at_least ? rule.least : 1;
  const auto rank = [&](const Rule& part) {
    const Health how = weigh(part, nodes);
    return is_up(how) ? 0 : how == Health::unknown ? 1 : 2;
  };
  for (int round = 0; round < 3 && wanted > 0; ++round) {
    for (const Rule& part : rule.parts) {
      if (wanted == 0) break;
      if (rank(part) != round) continue;
      gather(part, layer, which, health, into);
      --wanted;
    }
  }
}

}  // namespace holdfast::continuity
