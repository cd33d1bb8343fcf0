#include "tests/support/live/site_copy.hpp"

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <sstream>
#include <stdexcept>

#include "tests/support/temp_folder.hpp"

namespace holdfast::testing {

namespace fs = std::filesystem;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::string text_of(const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines) text += line + "\n";
  return text;
}

bool is_header(const std::string& line) { return line.starts_with("["); }

std::string key_of(const std::string& line) {
  const auto end = line.find_first_of(" =");
  return line.find('=') == std::string::npos || line.starts_with("#") ? "" : line.substr(0, end);
}

std::string value_of(const std::string& line) {
  const auto begin = line.find('"');
  const auto end = line.find('"', begin + 1);
  return begin == std::string::npos ? "" : line.substr(begin + 1, end - begin - 1);
}

std::size_t end_of_table(const std::vector<std::string>& lines, std::size_t header) {
  std::size_t end = header + 1;
  while (end < lines.size() && !is_header(lines[end])) ++end;
  return end;
}

// "[a.b]" is "a.b"; "[[a.b]]" is "a.b ID".
std::string table_at(const std::vector<std::string>& lines, std::size_t header) {
  const std::string& line = lines[header];
  const auto close = line.find(']');
  if (!line.starts_with("[[")) return line.substr(1, close - 1);
  std::string id;
  for (std::size_t i = header + 1; i < end_of_table(lines, header); ++i)
    if (key_of(lines[i]) == "id") id = value_of(lines[i]);
  return line.substr(2, close - 2) + " " + id;
}

bool set_in(std::vector<std::string>& lines, const Setting& setting) {
  for (std::size_t header = 0; header < lines.size(); ++header) {
    if (!is_header(lines[header]) || table_at(lines, header) != setting.table) continue;
    const std::string line = setting.key + " = " + setting.value;
    for (std::size_t i = header + 1; i < end_of_table(lines, header); ++i) {
      if (key_of(lines[i]) != setting.key) continue;
      lines[i] = line;
      return true;
    }
    lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(header) + 1, line);
    return true;
  }
  return false;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

}  // namespace

std::vector<Setting> quick_times() {
  return {{"disruption.mains-lost", "for", "\"200ms\""},
          {"disruption.mains-lost", "clear_for", "\"500ms\""},
          {"disruption.mains-lost", "verify_within", "\"2s\""},
          {"plan.ride-through.step generator-start", "timeout", "\"300ms\""},
          {"plan.ride-through.restore fibre-settle", "wait", "\"100ms\""},
          {"plan.ride-through.restore stagger-1", "wait", "\"100ms\""},
          {"plan.ride-through.restore stagger-2", "wait", "\"100ms\""},
          {"device.ups-main", "fast", "\"100ms\""},
          {"device.ats", "fast", "\"100ms\""},
          {"device.meter", "fast", "\"100ms\""}};
}

void set_value(const std::string& folder, const Setting& setting) {
  bool found = false;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() != ".toml") continue;
    auto lines = lines_of(read_file(entry.path().string()));
    if (!set_in(lines, setting)) continue;
    write_file(entry.path().string(), text_of(lines));
    found = true;
  }
  if (!found) throw std::runtime_error("the reference branch has no table [" + setting.table + "]");
}

void copy_site(const std::string& folder, const std::map<std::string, std::uint16_t>& ports, std::uint16_t broker,
               const std::vector<Setting>& settings) {
  static const std::map<int, std::string> by_default = {{16100, "ups-main"}, {16101, "pdu-a"}, {16102, "core-switch"},
                                                        {16103, "router"},   {16104, "ats"},   {16105, "genset"},
                                                        {16106, "ups-rack"}, {16107, "pdu-b"}, {16108, "room"}};
  fs::create_directories(folder);
  for (const auto& entry : fs::directory_iterator(fs::path(std::getenv("HOLDFAST_SOURCE_DIR")) / "config/branch")) {
    if (entry.path().extension() != ".toml") continue;
    std::string text = read_file(entry.path().string());
    for (const auto& [port, device] : by_default)
      text = replaced(text, "127.0.0.1:" + std::to_string(port), "127.0.0.1:" + std::to_string(ports.at(device)));
    text = replaced(text, "127.0.0.1:1883", "127.0.0.1:" + std::to_string(broker));
    write_file((fs::path(folder) / entry.path().filename()).string(), text);
  }
  for (const auto& setting : settings) set_value(folder, setting);
}

void copy_profiles(const std::string& folder) {
  const fs::path all = fs::path(std::getenv("HOLDFAST_SOURCE_DIR")) / "config/profiles";
  for (const char* vendor : {"apc", "deepsea", "eastron", "example", "hwg", "ietf"})
    fs::copy(all / vendor, fs::path(folder) / vendor, fs::copy_options::recursive);
}

}  // namespace holdfast::testing
