// The list of sources in a build file, between two of its lines: a file that upstream adds is built, and one that it
// removes is not looked for.
#include <algorithm>
#include <array>
#include <set>

#include <fmt/core.h>

#include "actions/update/derive/derive.h"
#include "actions/update/derive/generator.h"
#include "actions/update/patch/line_diff.h"
#include "base/text.h"
#include "formats/glob.h"

namespace ward::update {

namespace {

constexpr std::array<std::string_view, 5> file_list_words{"begin", "end", "template", "form", "prefix"};
constexpr std::array<std::string_view, 2> lists{"files", "exclude"};

struct Form {
    std::string_view name;
    std::string_view line;
};
constexpr std::array<Form, 4> forms{
    {{"gyp", "'{path}',"}, {"gn", "\"{path}\","}, {"cmake", "\"{path}\""}, {"lines", "{path}"}}};

std::unexpected<Error> fault(const GenerateInput& input, std::string what, ErrorCode code = ErrorCode::damaged) {
    return fail(code, std::move(what), input.rule->to);
}

Result<std::vector<Glob>> globs_of(const GenerateInput& input, const std::string& list) {
    std::vector<Glob> globs;
    const auto found = input.rule->lists.find(list);
    if (found == input.rule->lists.end()) return globs;
    for (const std::string& pattern : found->second) {
        WARD_TRY(Glob glob, Glob::compile(pattern));
        globs.push_back(std::move(glob));
    }
    return globs;
}

// By bytes, which is `sort` in the C locale: the same list on every machine.
Result<std::set<std::string>> paths_of(const GenerateInput& input) {
    WARD_TRY(const std::vector<Glob> files, globs_of(input, "files"));
    WARD_TRY(const std::vector<Glob> exclude, globs_of(input, "exclude"));
    if (files.empty()) return fault(input, "needs files = [\"…\"]", ErrorCode::usage);
    std::set<std::string> out;
    for (const Glob& glob : files) {
        bool found = false;
        for (const auto& [path, file] : *input.files) {
            if (!glob.matches(path)) continue;
            found = true;
            if (!matches_any(exclude, path)) out.insert(word_or(input, "prefix", "") + path);
        }
        if (!found)
            return fault(input, fmt::format("files = \"{}\" finds nothing in the new tree", display(glob.pattern())));
    }
    // A name of upstream's that would end the string it stands in is code in a build file.
    for (const std::string& path : out)
        if (path.find_first_of("'\"$\\;#<>(){}") != std::string::npos)
            return fault(input, fmt::format("{} has a character that build files give a meaning to", display(path)));
    return out;
}

std::string_view without_end(std::string_view line) {
    while (line.ends_with('\n') || line.ends_with('\r') || line.ends_with(' ')) line.remove_suffix(1);
    return line;
}

Result<std::string> line_form(const GenerateInput& input, std::string_view begin) {
    if (const auto own = input.rule->words.find("template"); own != input.rule->words.end()) return own->second;
    WARD_TRY(const std::string name, needed_word(input, "form"));
    const auto* const form = std::ranges::find(forms, name, &Form::name);
    if (form == forms.end())
        return fault(input, fmt::format("there is no form \"{}\": gyp, gn, cmake, lines", display(name)),
                     ErrorCode::usage);
    const size_t indent = std::min(begin.find_first_not_of(' '), begin.size());
    return std::string(indent + 2, ' ') + std::string(form->line);
}

Result<std::string> make_file_list(const GenerateInput& input) {
    WARD_TRY(const std::string begin, needed_word(input, "begin"));
    WARD_TRY(const std::string end, needed_word(input, "end"));
    WARD_TRY(const std::string text, text_as_it_is(input));
    WARD_TRY(const std::set<std::string> paths, paths_of(input));
    WARD_TRY(const std::string form, line_form(input, begin));
    const std::vector<std::string_view> lines = lines_of(text);
    const auto is = [](std::string_view mark) {
        return [mark](std::string_view line) { return without_end(line) == without_end(mark); };
    };
    const auto first = std::ranges::find_if(lines, is(begin));
    if (first == lines.end()) return fault(input, fmt::format("has no line \"{}\"", display(begin)));
    if (std::find_if(first + 1, lines.end(), is(begin)) != lines.end())
        return fault(input, fmt::format("has the line \"{}\" twice", display(begin)));
    const auto last = std::find_if(first + 1, lines.end(), is(end));
    if (last == lines.end())
        return fault(input, fmt::format("has no line \"{}\" behind \"{}\"", display(end), display(begin)));
    const std::string_view line_end = first->ends_with("\r\n") ? "\r\n" : "\n";
    std::string out;
    for (auto line = lines.begin(); line <= first; ++line) out += *line;
    for (const std::string& path : paths) {
        WARD_TRY(const std::string line, fill(form, {{"path", path}}));
        out += line;
        out += line_end;
    }
    for (auto line = last; line != lines.end(); ++line) out += *line;
    return out;
}

}  // namespace

WARD_UPDATE_GENERATOR(file_list) = {
    .name = "file-list",
    .summary =
        "the files that globs find, one a line, between two lines of a build file (gyp, gn, cmake or a template)",
    .words = file_list_words,
    .lists = lists,
    .make = make_file_list,
};

}  // namespace ward::update
