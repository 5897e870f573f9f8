// ward vet name: names, given or from standard input, beside the popular ones.
#include <fmt/core.h>

#include "base/text.h"
#include "base/time.h"
#include "faces/cli/vet/names.h"
#include "faces/cli/vet/report.h"

namespace ward::cli {
namespace {

constexpr size_t max_input_bytes = 256u << 20;
constexpr size_t few = 100;  // names that are shown although they are like none

struct Asked {
    std::vector<std::string> names;
    std::vector<Skipped> skipped;
};

Result<Asked> asked_names(const Invocation& invocation, names::Ecosystem ecosystem) {
    if (invocation.arguments.empty()) return fail(ErrorCode::usage, "needs names, or - for standard input");
    Asked asked;
    for (const std::string& word : invocation.arguments) {
        if (word != "-") {
            if (!names::is_name(word)) return fail(ErrorCode::usage, "'" + display(word) + "' is no name");
            asked.names.push_back(names::registry_spelling(ecosystem, word));
            continue;
        }
        WARD_TRY(const std::string text, read_input("-", max_input_bytes));
        size_t number = 0;
        for (const std::string_view raw : split(text, '\n')) {
            ++number;
            const std::string_view line = trim(raw);
            if (line.empty()) continue;
            if (names::is_name(line)) asked.names.push_back(names::registry_spelling(ecosystem, line));
            else
                asked.skipped.push_back({fmt::format("-:{}", number), SkipKind::unread,
                                         "'" + display(line.substr(0, 80)) + "' is no name", false});
        }
    }
    return asked;
}

std::string text_of_name(const std::vector<vet::NameReading>& readings, const std::vector<vet::Judged>& judged,
                         const Report& report, const NameLists& lists, const Invocation& invocation) {
    const bool explain = invocation.has("explain");
    const bool all = invocation.has("all") || readings.size() <= few;
    report::TextTable table = likeness_table();
    size_t alike = 0;
    for (size_t i = 0; i < readings.size(); ++i) {
        alike += !judged[i].candidate.sightings.empty();
        if (!all && judged[i].candidate.sightings.empty()) continue;
        add_rows(table, readings[i], judged[i].score, explain);
        for (const std::string& label : judged[i].labels) table.below(2, {report::shown(label)});
        if (explain && !judged[i].score.terms.empty())
            for (const std::string& line : vet::arithmetic_of(judged[i].score))
                table.below(2, {report::shown(line), report::Ink::faint});
    }
    const bool colour = wants_colour(invocation);
    const size_t width = invocation.has("output") ? 0 : terminal_width();
    std::string out = table.render(width, colour ? report::Colour::on : report::Colour::off);
    for (const Skipped& part : report.skipped)
        out += fmt::format("not read: {}: {}\n", display(part.path), display(part.reason));
    out +=
        fmt::format("{} name{}, {} like another; {} names from {}\n", readings.size(), readings.size() == 1 ? "" : "s",
                    alike, lists.popular.targets(), display(lists.popular.origin()));
    return out;
}

}  // namespace

Result<int> vet_name(const Invocation& invocation) {
    if (invocation.has("defend")) return defend_name(invocation);
    WARD_TRY(const names::Ecosystem ecosystem, ecosystem_of(invocation));
    WARD_TRY(Asked asked, asked_names(invocation, ecosystem));
    WARD_TRY(const NameLists lists, name_lists(invocation));
    WARD_TRY(const std::vector<vet::Label> labels, known_labels(invocation));
    const vet::NameReader reader(lists.popular, lists.private_names(), now());
    const auto dismissed = invocation.has("explain") ? vet::Dismissed::kept : vet::Dismissed::dropped;
    std::vector<vet::NameReading> readings;
    std::vector<vet::Judged> judged;
    for (const std::string& name : asked.names) {
        readings.push_back(reader.read(name, {}, dismissed));
        judged.push_back(judged_name(readings.back(), ecosystem, labels));
    }
    Report report = vet_report(invocation, "package", asked.names.size() == 1 ? asked.names[0] : "");
    report.skipped = std::move(asked.skipped);
    for (const std::string& problem : lists.problems) report.skipped.push_back({"", SkipKind::unread, problem, false});
    report.notes.push_back({"popular-names", lists.popular.origin(), ""});
    // The report sorts its own copy: the table keeps the order in which names were asked.
    std::vector<vet::Judged> sorted = judged;
    add_judged(report, sorted, !asked.names.empty());
    return deliver_names(report, sorted, text_of_name(readings, judged, report, lists, invocation), invocation);
}

}  // namespace ward::cli
