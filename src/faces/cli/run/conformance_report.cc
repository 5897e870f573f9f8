// The rows as people and programs read them.
#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"
#include "faces/cli/run/conformance_rows.h"
#include "formats/json_writer.h"

namespace ward::cli::conformance {
namespace {

std::string_view word_of(const Row& row) {
    switch (row.state) {
        case Row::State::same: return "yes";
        case Row::State::differs: return "NO";
        case Row::State::not_run: return "not run";
        case Row::State::not_for_this: return "n-a";
    }
    return "";
}

bool was_asked(const Row& row) {
    return row.state == Row::State::same || row.state == Row::State::differs;
}

std::string first_word(const std::string& answer) {
    return answer.empty() ? "-" : display(answer.substr(0, answer.find(' ')));
}

}  // namespace

Summary summary_of(std::span<const Row> rows) {
    Summary out;
    for (const Row& row : rows) {
        switch (row.state) {
            case Row::State::same: ++out.same; break;
            case Row::State::differs: ++out.differ; break;
            case Row::State::not_run: ++out.not_run; break;
            case Row::State::not_for_this: ++out.not_for_this; break;
        }
    }
    return out;
}

// Result and expectation by their first words; where they differ, the whole of both.
std::string table_of(std::span<const Row> rows, const Binary& node) {
    std::string out = fmt::format("node {}\n\n", display(node.version));
    constexpr std::string_view form = "{:<7} {:<7} {:<8} {:<9} {:<8} {}\n";
    out += fmt::format(form, "case", "mode", "result", "expected", "ok", "what");
    for (const Row& row : rows) {
        std::string what = display(row.title);
        if (!was_asked(row)) what += fmt::format(" ({})", display(row.detail));
        if (row.state == Row::State::differs) {
            what +=
                fmt::format("\n{0:9}result    {1}\n{0:9}expected  {2}", "", display(row.result), display(row.expected));
            if (!row.detail.empty()) what += fmt::format("\n{:9}detail    {}", "", display(row.detail));
        }
        const std::string result = was_asked(row) ? first_word(row.result) : "-";
        out += fmt::format(form, display(row.id), row.mode, result, first_word(row.expected), word_of(row), what);
    }
    const Summary sum = summary_of(rows);
    out += fmt::format("\n{} as expected, {} differ, {} not run, {} not for this version\n", sum.same, sum.differ,
                       sum.not_run, sum.not_for_this);
    return out;
}

std::string json_of(std::span<const Row> rows, const Binary& node) {
    const Summary sum = summary_of(rows);
    JsonWriter json;
    json.begin_object();
    json.member("schema", "ward-conformance/1");
    json.member("node", node.version);
    json.key("summary").begin_object();
    json.member("same", sum.same).member("differ", sum.differ);
    json.member("not_run", sum.not_run).member("not_for_this_version", sum.not_for_this);
    json.end_object();
    json.key("cases").begin_array();
    for (const Row& row : rows) {
        json.begin_object();
        json.member("id", row.id).member("title", row.title).member("label", row.label);
        json.member("reference", row.reference).member("mode", row.mode);
        json.member("result", was_asked(row) ? row.result : std::string(word_of(row)));
        json.member("expected", row.expected);
        json.key("ok");
        if (was_asked(row)) json.value(row.state == Row::State::same);
        else json.null();
        json.member("detail", row.detail);
        json.end_object();
    }
    json.end_array();
    json.end_object();
    return json.take();
}

}  // namespace ward::cli::conformance
