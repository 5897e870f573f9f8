// See names.h.
#include "faces/cli/vet/names.h"

#include <fmt/core.h>

#include "base/text.h"
#include "base/time.h"
#include "faces/cli/scan.h"
#include "faces/cli/vet/report.h"
#include "faces/report/words.h"
#include "formats/purl.h"
#include "review/review.h"

namespace ward::cli {
namespace {

using report::Ink;

constexpr size_t max_list_bytes = size_t{1} << 30;

Result<names::PopularNames> popular_of(const Invocation& invocation, names::Ecosystem ecosystem,
                                       std::vector<std::string>& problems) {
    if (invocation.has("popular")) {
        const std::string path = invocation.value("popular");
        WARD_TRY(const std::string text, read_input(path, max_list_bytes));
        WARD_TRY(names::ReadList read, names::read_names(text, path, ecosystem));
        if (read.list.empty()) return fail(ErrorCode::usage, "has no names", path);
        for (std::string& problem : read.problems) problems.push_back(std::move(problem));
        if (read.refused > problems.size())
            problems.push_back(fmt::format("{}: {} more rows are none", path, read.refused - problems.size()));
        return names::PopularNames::of(std::move(read.list), ecosystem, "the list " + path);
    }
    WARD_TRY(const std::string folder, data_folder());
    WARD_TRY(std::optional<names::PopularNames> fetched, names::PopularNames::fetched(folder, ecosystem));
    if (fetched) return *std::move(fetched);
    if (ecosystem == names::Ecosystem::npm) return names::PopularNames::compiled_in();
    return fail(ErrorCode::usage, "needs a list of its popular names: only npm's is in ward", "--popular");
}

}  // namespace

Result<names::Ecosystem> ecosystem_of(const Invocation& invocation) {
    const std::string name = invocation.value("type", "npm");
    if (const auto ecosystem = names::ecosystem_named(name)) return *ecosystem;
    return fail(ErrorCode::usage, "'" + display(name) + "' is neither npm nor pypi", "--type");
}

Result<NameLists> name_lists(const Invocation& invocation) {
    NameLists out;
    WARD_TRY(const names::Ecosystem ecosystem, ecosystem_of(invocation));
    WARD_TRY(out.popular, popular_of(invocation, ecosystem, out.problems));
    if (invocation.has("private")) {
        const std::string path = invocation.value("private");
        WARD_TRY(const std::string text, read_input(path, vet::max_private_bytes));
        WARD_TRY(out.own, vet::PrivateNames::parse(text, path));
    }
    for (const std::string& problem : out.problems) invocation.log.warn(problem);
    return out;
}

vet::Judged judged_name(const vet::NameReading& reading, names::Ecosystem ecosystem,
                        std::span<const vet::Label> labels) {
    vet::Candidate candidate;
    Purl purl = npm_purl(reading.name, "");
    if (ecosystem == names::Ecosystem::pypi) {
        purl = {};
        purl.type = "pypi";
        purl.name = reading.name;
    }
    candidate.purl = purl.to_string();
    candidate.place.text = reading.name;
    candidate.sightings = vet::sightings_of(reading);
    return vet::judge(std::move(candidate), labels, now());
}

std::string use_text(const vet::Likeness& likeness, const vet::Known& known) {
    std::string out;
    if (likeness.target_rank)
        out = fmt::format("place {} by use", report::number_text(static_cast<int64_t>(*likeness.target_rank)));
    if (likeness.target_downloads && known.downloads && *known.downloads > 0)
        out += fmt::format("{}{} times as much used", out.empty() ? "" : ", ",
                           report::number_text(static_cast<int64_t>(*likeness.target_downloads / *known.downloads)));
    return out;
}

report::TextTable likeness_table() {
    return report::TextTable({{"NAME", true}, {"VERDICT"}, {"SIGNAL"}, {"LOOKS LIKE", true}, {"USE OF THE OTHER"}});
}

void add_rows(report::TextTable& table, const vet::NameReading& reading, const vet::Score& score, bool dismissed) {
    constexpr size_t signal_column = 2;
    const Ink ink = score.outcome == vet::Outcome::ok ? Ink::faint : Ink::yellow;
    bool is_first = true;
    const auto row = [&](std::string signal, std::string_view target, std::string use) {
        table.row({{is_first ? report::shown(reading.name) : std::string(), Ink::strong},
                   {is_first ? std::string(vet::name_of(score.outcome)) : std::string(), ink},
                   {std::move(signal)},
                   {report::shown(target)},
                   {std::move(use), Ink::faint}});
        is_first = false;
    };
    for (const vet::Likeness& one : reading.likenesses) {
        if (!one.dismissed.empty() && !dismissed) continue;
        const vet::Signal* signal = vet::signal_named(one.signal);
        row(fmt::format("{} {}", one.signal, signal == nullptr ? "" : signal->name), one.target,
            use_text(one, reading.known));
        const std::string why =
            one.dismissed.empty() ? one.reason : fmt::format("{} (not counted: {})", one.reason, one.dismissed);
        table.below(signal_column, {report::shown(why), Ink::faint});
    }
    if (is_first) row("", "no popular name", "");
}

Result<int> deliver_names(const Report& report, const std::vector<vet::Judged>& judged, const std::string& text,
                          const Invocation& invocation) {
    if (invocation.has("format") || invocation.has("json")) return deliver_vet(report, judged, invocation);
    WARD_TRY(const review::Gate gate, review::Gate::parse(invocation.value("fail-on", "any")));
    WARD_TRY_VOID(write_output(invocation.value("output", "-"), text));
    return review::exit_status(report, gate);
}

}  // namespace ward::cli
