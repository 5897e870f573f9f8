#include <algorithm>
#include <array>

#include "actions/release/record/release.h"
#include "base/text.h"

namespace ward::release {
namespace {

constexpr std::array<std::string_view, 9> states{"open",    "ready",     "cve-assigned", "announced", "postponed",
                                                 "shipped", "disclosed", "recorded",     "closed"};
constexpr std::array<std::string_view, 5> line_states{"open", "patched", "proposed", "locked", "shipped"};
constexpr std::array<std::string_view, 2> embargoes{"coordinated", "none"};
constexpr std::array<std::string_view, 3> credits{"reporter", "remediation developer", "coordinator"};

bool all_digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, is_digit);
}

}  // namespace

std::string_view name_of(State state) {
    return states[static_cast<size_t>(state)];
}
std::string_view name_of(LineState state) {
    return line_states[static_cast<size_t>(state)];
}
std::string_view name_of(Embargo embargo) {
    return embargoes[static_cast<size_t>(embargo)];
}
std::string_view name_of(CreditKind kind) {
    return credits[static_cast<size_t>(kind)];
}

std::string line_of_version(std::string_view version) {
    if (version.starts_with('v')) version.remove_prefix(1);
    const std::string_view core = version.substr(0, version.find_first_of("-+"));
    const auto parts = split(core, '.');
    if (parts.size() != 3 || !std::ranges::all_of(parts, all_digits)) return {};
    // Before 1.0, each minor number was a line of its own.
    return parts[0] == "0" ? "0." + std::string(parts[1]) : std::string(parts[0]);
}

std::optional<std::string> line_named(std::string_view text) {
    if (text.starts_with('v') || text.starts_with('V')) text.remove_prefix(1);
    auto parts = split(text, '.');
    while (parts.size() > 1 && (parts.back() == "x" || parts.back() == "X" || parts.back() == "*")) parts.pop_back();
    if (parts.size() > 3 || !std::ranges::all_of(parts, all_digits)) return std::nullopt;
    if (parts[0] != "0") return std::string(parts[0]);
    if (parts.size() < 2) return std::nullopt;
    return "0." + std::string(parts[1]);
}

bool line_before(std::string_view a, std::string_view b) {
    const auto number = [](std::string_view line) {
        const size_t dot = line.find('.');
        const auto major = to_number<int64_t>(line.substr(0, dot)).value_or(-1);
        const auto minor =
            dot == std::string_view::npos ? int64_t{0} : to_number<int64_t>(line.substr(dot + 1)).value_or(-1);
        return std::pair(major, minor);
    };
    return number(a) < number(b);
}

const Line* Release::line(std::string_view name) const {
    const auto found = std::ranges::find(lines, name, &Line::name);
    return found == lines.end() ? nullptr : &*found;
}

const Report* Release::report(std::string_view wanted) const {
    const auto found = std::ranges::find(reports, wanted, &Report::id);
    return found == reports.end() ? nullptr : &*found;
}

bool Release::is_embargoed(Instant now) const {
    return embargo == Embargo::coordinated && state < State::disclosed && (!lift_at || now < *lift_at);
}

}  // namespace ward::release
