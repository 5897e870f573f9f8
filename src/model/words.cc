// The words of the model, each in one table: what is written in reports, assessments and saved states.
#include <algorithm>
#include <array>
#include <utility>

#include "model/finding.h"
#include "model/report.h"

namespace ward {
namespace {

template <typename Word, size_t count>
using Words = std::array<std::pair<Word, std::string_view>, count>;

template <typename Word, size_t count>
constexpr std::string_view name_in(const Words<Word, count>& words, Word word) {
    for (const auto& [value, name] : words)
        if (value == word) return name;
    return "unknown";
}

template <typename Word, size_t count>
constexpr std::optional<Word> word_in(const Words<Word, count>& words, std::string_view name) {
    for (const auto& [value, known] : words)
        if (known == name) return value;
    return std::nullopt;
}

constexpr Words<Source, 9> sources{{{Source::vendored, "vendored"},
                                    {Source::lockfile, "lockfile"},
                                    {Source::installed, "installed"},
                                    {Source::bundled, "bundled"},
                                    {Source::binary, "binary"},
                                    {Source::sbom, "sbom"},
                                    {Source::submodule, "submodule"},
                                    {Source::action, "action"},
                                    {Source::os, "os"}}};
constexpr Words<Scope, 6> scopes{{{Scope::runtime, "runtime"},
                                  {Scope::development, "development"},
                                  {Scope::optional, "optional"},
                                  {Scope::test, "test"},
                                  {Scope::tooling, "tooling"},
                                  {Scope::unknown, "unknown"}}};
constexpr Words<Severity, 6> severities{{{Severity::none, "none"},
                                         {Severity::low, "low"},
                                         {Severity::medium, "medium"},
                                         {Severity::high, "high"},
                                         {Severity::critical, "critical"},
                                         {Severity::unknown, "unknown"}}};
constexpr Words<Status, 3> statuses{
    {{Status::open, "open"}, {Status::assessed, "assessed"}, {Status::fixed_by_backport, "fixed-by-backport"}}};
constexpr Words<VexStatus, 4> vex_statuses{{{VexStatus::not_affected, "not_affected"},
                                            {VexStatus::affected, "affected"},
                                            {VexStatus::fixed, "fixed"},
                                            {VexStatus::under_investigation, "under_investigation"}}};
constexpr Words<SkipKind, 2> skip_kinds{{{SkipKind::unread, "unread"}, {SkipKind::unexplained, "unexplained"}}};

constexpr std::array<std::string_view, 5> vex_justifications{
    "component_not_present", "vulnerable_code_not_present", "vulnerable_code_not_in_execute_path",
    "vulnerable_code_cannot_be_controlled_by_adversary", "inline_mitigations_already_exist"};

}  // namespace

std::string_view name_of(Source source) {
    return name_in(sources, source);
}
std::string_view name_of(Scope scope) {
    return name_in(scopes, scope);
}
std::string_view name_of(Severity severity) {
    return name_in(severities, severity);
}
std::string_view name_of(Status status) {
    return name_in(statuses, status);
}
std::string_view name_of(VexStatus status) {
    return name_in(vex_statuses, status);
}
std::string_view name_of(SkipKind kind) {
    return name_in(skip_kinds, kind);
}

std::optional<Source> source_named(std::string_view name) {
    return word_in(sources, name);
}
std::optional<Scope> scope_named(std::string_view name) {
    return word_in(scopes, name);
}
std::optional<Severity> severity_named(std::string_view name) {
    return word_in(severities, name);
}
std::optional<Status> status_named(std::string_view name) {
    return word_in(statuses, name);
}
std::optional<VexStatus> vex_status_named(std::string_view name) {
    return word_in(vex_statuses, name);
}
std::optional<SkipKind> skip_kind_named(std::string_view name) {
    return word_in(skip_kinds, name);
}

bool is_vex_justification(std::string_view word) {
    for (const std::string_view known : vex_justifications)
        if (known == word) return true;
    return false;
}

Severity severity_of_score(double score) {
    if (score <= 0) return Severity::none;
    if (score < 4) return Severity::low;
    if (score < 7) return Severity::medium;
    return score < 9 ? Severity::high : Severity::critical;
}

int need(Scope scope) {
    constexpr std::array order{Scope::test,     Scope::tooling, Scope::development,
                               Scope::optional, Scope::unknown, Scope::runtime};
    return static_cast<int>(std::ranges::find(order, scope) - order.begin());
}

Scope more_needed(Scope a, Scope b) {
    return need(a) < need(b) ? b : a;
}

int weight(Severity severity) {
    switch (severity) {
        case Severity::none: return 0;
        case Severity::low: return 1;
        case Severity::medium: return 2;
        case Severity::unknown: return 3;
        case Severity::high: return 4;
        case Severity::critical: return 5;
    }
    return 0;
}

}  // namespace ward
