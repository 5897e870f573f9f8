// ward explain ID: what a name in a report means, offline. Everything comes from the tables themselves, so that the
// words here and the behaviour cannot differ; advisories come from the database.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.h"
#include "faces/cli/options.h"
#include "faces/report/report.h"
#include "facts/advisory/advisory.h"
#include "formats/json_writer.h"
#include "formats/versions/versions.h"
#include "review/review.h"

namespace ward::cli {
namespace {

struct Topic {
    std::string id;
    std::string kind;
    std::string text;
};

// Words of a report that belong to no table.
constexpr std::array<std::pair<std::string_view, std::string_view>, 9> words{{
    {"vulnerability",
     "A published advisory lists this version of the component as affected. Move to a version under `fixed`, or assess "
     "it in assessments.toml."},
    {"malicious-package",
     "A published record says that this version of the package is malicious. Remove it, and treat every machine that "
     "installed it as compromised."},
    {"contradiction",
     "Two places of one component claim different versions. All of them are asked for advisories; correct the wrong "
     "one at its source. Severity none: it never gates."},
    {"unread",
     "A part of the subject could not be read: it could not be parsed, was over a limit, or has no reader. The report "
     "is incomplete and the exit status is 4 unless a finding gates."},
    {"unexplained",
     "A vendored folder or a section of LICENSE that no component accounts for. Accept it with [[expected]] in "
     "assessments.toml; a new one gates when reviews are compared."},
    {"starter",
     "The small set of advisories compiled into ward, used while there is no database. It is a start, not a database: "
     "run `ward db update`."},
    {"assessment-expired",
     "An assessment's date has passed: it no longer closes its finding. Look again, then renew or remove it."},
    {"assessment-unused",
     "An assessment speaks of no finding. The component moved, or the advisory was withdrawn: remove the entry."},
    {"lockfile-not-inventory",
     "A lock file inside vendored code describes how its authors work, not what this project contains; it is not read "
     "as inventory."},
}};

std::vector<Topic> topics() {
    std::vector<Topic> all;
    for (const auto& [id, text] : words) all.push_back({std::string(id), "word", std::string(text)});
    for (const review::Judge* judge : review::all_judges())
        all.push_back({std::string(judge->name), "judge", std::string(judge->summary)});
    for (const inventory::Reader* reader : inventory::all_readers())
        all.push_back({std::string(reader->name), "reader", std::string(reader->summary)});
    for (const report::Format* format : report::all_formats())
        all.push_back({std::string(format->name), "report format", std::string(format->summary)});
    for (const versions::Ordering* ordering : versions::all_orderings()) {
        std::string text(ordering->summary);
        text += " Ecosystems:";
        for (const std::string_view ecosystem : ordering->ecosystems) (text += ' ') += ecosystem;
        all.push_back({std::string(ordering->name), "version order", std::move(text)});
    }
    return all;
}

std::optional<Topic> advisory_topic(const Invocation& invocation, const std::string& id, Result<void>& problem) {
    const auto path = database_path(invocation);
    if (!path) {
        problem = std::unexpected(path.error());
        return std::nullopt;
    }
    const auto opened = advisory::open_database(*path);
    if (!opened) {
        problem = std::unexpected(opened.error());
        return std::nullopt;
    }
    const advisory::Index& index = *opened->index;
    const auto number = index.find(id);
    if (!number) return std::nullopt;
    const advisory::Record record = index.record(*number);
    std::string text = index.title(*number).value_or("");
    text += fmt::format("\nseverity: {}{}", name_of(record.severity),
                        record.score ? fmt::format(" ({:.1f} {})", *record.score, record.vector) : "");
    text += "\nids:";
    for (const std::string_view alias : record.set) (text += ' ') += alias;
    if (record.withdrawn) text += "\nwithdrawn: it is kept to explain why a finding went away";
    const auto references = index.references(*number);
    if (references)
        for (const std::string& url : *references) text += "\n" + url;
    text += "\nThe whole record: ward db get " + std::string(record.id);
    return Topic{std::string(record.id), "advisory", std::move(text)};
}

Result<void> show(const Invocation& invocation, const std::vector<Topic>& found) {
    if (invocation.has("json")) {
        JsonWriter json;
        json.begin_array();
        for (const Topic& topic : found)
            json.begin_object()
                .member("id", topic.id)
                .member("kind", topic.kind)
                .member("text", topic.text)
                .end_object();
        return print(json.end_array().take());
    }
    std::string text;
    for (const Topic& topic : found) {
        text += fmt::format("{} ({})\n", topic.id, topic.kind);
        for (const std::string_view line : split(topic.text, '\n')) text += "  " + display(line) + "\n";
    }
    return print(text);
}

Result<int> run(const Invocation& invocation) {
    const std::vector<Topic> all = topics();
    if (invocation.arguments.empty()) {
        WARD_TRY_VOID(show(invocation, all));
        return 0;
    }
    std::vector<Topic> found;
    for (const std::string& id : invocation.arguments) {
        const size_t before = found.size();
        std::ranges::copy_if(all, std::back_inserter(found),
                             [&](const Topic& topic) { return equal_ignoring_case(topic.id, id); });
        if (found.size() != before) continue;
        Result<void> problem;
        if (auto topic = advisory_topic(invocation, id, problem)) {
            found.push_back(std::move(*topic));
            continue;
        }
        if (!problem) return std::unexpected(problem.error());
        std::vector<std::string_view> names;
        for (const Topic& topic : all) names.push_back(topic.id);
        const auto nearest = closest(id, names);
        return fail(ErrorCode::not_found, "nothing is called '" + display(id) + "'" +
                                              (nearest ? "; did you mean '" + std::string(*nearest) + "'?" : ""));
    }
    WARD_TRY_VOID(show(invocation, found));
    return 0;
}

constexpr std::array explain_options{Option{.name = "json", .help = "as JSON"}};

constexpr Verb verbs[] = {{
    .name = "",
    .usage = "[ID…]",
    .summary = "what a rule, judge, reader, format, version order or advisory is",
    .options = {explain_options, database_options},
    .run = run,
    .details = "Without an ID, everything that has an explanation is listed (advisories apart).",
}};

}  // namespace

WARD_COMMAND(explain) = {.name = "explain",
                         .summary = "a rule, reader, format, version order or advisory explained offline",
                         .verbs = verbs,
                         .rank = 90};

}  // namespace ward::cli
