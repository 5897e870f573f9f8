// The rows as people and programs read them.
#include <algorithm>

#include <fmt/format.h>

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

std::string table_of(std::span<const Row> rows, const Binary& node) {
    std::string out = fmt::format("node {}\n\n", display(node.version));
    constexpr std::string_view form = "{:<7}  {:<6}  {:<7}  {}\n";
    out += fmt::format(form, "case", "mode", "ok", "result");
    for (const Row& row : rows) {
        std::string text = display(row.title);
        if (!was_asked(row)) text += ": " + display(row.detail);
        else text += ": " + display(row.result);
        if (row.state == Row::State::differs)
            text += fmt::format("\n{:26}expected {}\n{:26}{}", "", display(row.expected), "", display(row.detail));
        out += fmt::format(form, display(row.id), row.mode, word_of(row), text);
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
