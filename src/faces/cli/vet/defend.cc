// ward vet name --defend: every name that could be taken for the caller's own; those that exist are marked.
#include <map>
#include <unordered_set>

#include <fmt/core.h>

#include "base/text.h"
#include "faces/cli/vet/names.h"
#include "faces/report/words.h"
#include "formats/json_writer.h"
#include "judges/vet/names/mutants.h"

namespace ward::cli {
namespace {

constexpr size_t max_list_bytes = size_t{1} << 30;

enum class There : uint8_t { unknown, no, yes };

struct Squat {
    vet::Mutant mutant;
    There there = There::unknown;
    std::optional<uint64_t> downloads;
};

struct Defence {
    std::vector<Squat> squats;
    bool knows_all = false;  // a list of all names was there
    std::vector<std::string> problems;
};

Result<Defence> defence_of(const std::string& name, const Invocation& invocation) {
    Defence out;
    WARD_TRY(const NameLists lists, name_lists(invocation));
    out.problems = lists.problems;
    names::ReadList given;
    if (invocation.has("names")) {
        const std::string path = invocation.value("names");
        WARD_TRY(const std::string text, read_input(path, max_list_bytes));
        WARD_TRY(given, names::read_names(text, path, lists.popular.ecosystem()));
        for (const std::string& problem : given.problems) out.problems.push_back(problem);
        out.knows_all = true;
    }
    const names::NameTable table(given.list);
    for (vet::Mutant& mutant : vet::mutants_of(name, lists.popular.ecosystem())) {
        Squat squat{.mutant = std::move(mutant), .downloads = {}};
        if (const auto exists = lists.popular.exists(squat.mutant.name)) {
            squat.there = *exists ? There::yes : There::no;
            squat.downloads = lists.popular.downloads_of(squat.mutant.name);
        }
        if (const auto place = table.find(squat.mutant.name)) {
            squat.there = There::yes;
            if (!squat.downloads) squat.downloads = given.list.downloads(*place);
        } else if (out.knows_all && squat.there == There::unknown) {
            squat.there = There::no;
        }
        out.knows_all = out.knows_all || squat.there == There::no;
        out.squats.push_back(std::move(squat));
    }
    return out;
}

std::string json_of(const std::string& name, const Defence& defence) {
    JsonWriter json;
    json.begin_object().member("schema", "ward-defend/1").member("name", name);
    json.member("complete", defence.knows_all && defence.problems.empty()).key("names").begin_array();
    for (const Squat& squat : defence.squats) {
        json.begin_object().member("name", squat.mutant.name).member("signal", squat.mutant.signal).key("exists");
        if (squat.there == There::unknown) json.null();
        else json.value(squat.there == There::yes);
        if (squat.downloads) json.member("downloads", static_cast<int64_t>(*squat.downloads));
        json.end_object();
    }
    return json.end_array().end_object().take();
}

std::string text_of_defend(const Defence& defence, const Invocation& invocation) {
    report::TextTable table({{"NAME", true}, {"SIGNAL"}, {"EXISTS"}, {"DOWNLOADS"}});
    size_t there = 0;
    for (const Squat& squat : defence.squats) {
        there += squat.there == There::yes;
        const vet::Signal* signal = vet::signal_named(squat.mutant.signal);
        const std::string_view exists = squat.there == There::yes ? "yes" : squat.there == There::no ? "no" : "?";
        table.row(
            {{report::shown(squat.mutant.name), squat.there == There::yes ? report::Ink::strong : report::Ink::plain},
             {fmt::format("{} {}", squat.mutant.signal, signal == nullptr ? "" : signal->name)},
             {std::string(exists)},
             {squat.downloads ? report::number_text(static_cast<int64_t>(*squat.downloads)) : std::string()}});
    }
    const size_t width = invocation.has("output") ? 0 : terminal_width();
    std::string out = table.render(width, wants_colour(invocation) ? report::Colour::on : report::Colour::off);
    return out + fmt::format("{} names, {} exist{}\n", defence.squats.size(), there,
                             defence.knows_all ? "" : " among the popular ones (--names LIST: all that there are)");
}

}  // namespace

Result<int> defend_name(const Invocation& invocation) {
    const std::string name = invocation.value("defend");
    if (!invocation.arguments.empty()) return fail(ErrorCode::usage, "takes one name, and none beside it", "--defend");
    if (!names::is_name(name)) return fail(ErrorCode::usage, "'" + display(name) + "' is no name", "--defend");
    if (invocation.has("format")) return fail(ErrorCode::usage, "has a table and --json alone", "--defend");
    WARD_TRY(const names::Ecosystem ecosystem, ecosystem_of(invocation));
    const std::string spelled = names::registry_spelling(ecosystem, name);
    WARD_TRY(const Defence defence, defence_of(spelled, invocation));
    WARD_TRY_VOID(write_output(invocation.value("output", "-"), invocation.has("json")
                                                                    ? json_of(spelled, defence)
                                                                    : text_of_defend(defence, invocation)));
    return defence.problems.empty() ? 0 : 4;
}

}  // namespace ward::cli
