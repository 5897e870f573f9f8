// ward explain ID: what a name in a report means, offline. Everything comes from the tables themselves, so that the
// words here and the behaviour cannot differ; advisories come from the database.
#include <algorithm>
#include <array>
#include <filesystem>

#include <fmt/core.h>

#include "base/fd.h"
#include "base/text.h"
#include "faces/cli/options.h"
#include "faces/cli/pages.h"
#include "faces/cli/topics.h"
#include "facts/advisory/advisory.h"
#include "formats/json_writer.h"

namespace ward::cli {
namespace {

Topic advisory_topic(const advisory::Index& index, advisory::RecordNumber number) {
    const advisory::Record record = index.record(number);
    std::string text = index.title(number).value_or("");
    text += fmt::format("\nseverity: {}{}", name_of(record.severity),
                        record.score ? fmt::format(" ({:.1f} {})", *record.score, record.vector) : "");
    text += "\nids:";
    for (const std::string_view alias : record.set) (text += ' ') += alias;
    if (record.withdrawn) text += "\nwithdrawn: it is kept to explain why a finding went away";
    const auto references = index.references(number);
    if (references)
        for (const std::string& url : *references) text += "\n" + url;
    text += "\nThe whole record: ward db get " + std::string(record.id);
    return Topic{std::string(record.id), "advisory", std::move(text)};
}

Result<std::vector<Topic>> advisory_topics(const Invocation& invocation, const std::string& id) {
    WARD_TRY(const std::string path, readable_database(invocation));
    std::vector<Topic> topics;
    auto gather = [&](const advisory::Index& index) -> Result<void> {
        topics.clear();
        for (const advisory::RecordNumber number : records_meant(index, id))
            topics.push_back(advisory_topic(index, number));
        return {};
    };
    WARD_TRY(const std::vector<std::string> warnings, advisory::ask_database(path, gather));
    for (const std::string& warning : warnings) invocation.log.warn(warning);
    return topics;
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

Result<int> write_pages(const std::string& folder) {
    for (const PageFile& page : page_files()) {
        const std::string path = (std::filesystem::path(folder) / page.path).string();
        WARD_TRY_VOID(make_folders(std::filesystem::path(path).parent_path().string()));
        WARD_TRY_VOID(write_output(path, page.text));
        WARD_TRY_VOID(print(display(path) + '\n'));
    }
    return 0;
}

Result<int> run_explain(const Invocation& invocation) {
    if (invocation.has("pages")) {
        if (!invocation.arguments.empty())
            return fail(ErrorCode::usage, "writes all pages; no ID belongs beside it", "--pages");
        return write_pages(invocation.value("pages"));
    }
    const std::vector<Topic> all = all_topics();
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
        WARD_TRY(std::vector<Topic> advisories, advisory_topics(invocation, id));
        std::ranges::move(advisories, std::back_inserter(found));
        if (found.size() != before) continue;
        std::vector<std::string_view> names;
        names.reserve(all.size());
        for (const Topic& topic : all) names.push_back(topic.id);
        const auto nearest = closest(id, names);
        return fail(ErrorCode::not_found, "nothing is called '" + display(id) + "'" +
                                              (nearest ? "; did you mean '" + std::string(*nearest) + "'?" : ""));
    }
    WARD_TRY_VOID(show(invocation, found));
    return 0;
}

constexpr std::array explain_options{
    Option{.name = "json", .help = "as JSON"},
    Option{.name = "pages",
           .argument = "FOLDER",
           .help = "write the reference pages (Markdown) and the manual page into this folder instead"},
};

constexpr Verb explain_verbs[] = {{
    .name = "",
    .usage = "[ID…]",
    .summary = "what a rule, judge, reader, format, version order or advisory is",
    .options = {explain_options, database_options},
    .run = run_explain,
    .details = "Without an ID, everything that has an explanation is listed (advisories apart).",
}};

}  // namespace

WARD_COMMAND(explain) = {.name = "explain",
                         .summary = "a rule, reader, format, version order or advisory explained offline",
                         .verbs = explain_verbs,
                         .rank = 90};

}  // namespace ward::cli
