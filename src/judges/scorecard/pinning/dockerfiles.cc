// See dockerfiles.h.
#include "judges/scorecard/pinning/dockerfiles.h"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/core.h>
#include <re2/re2.h>

#include "base/text.h"
#include "judges/scorecard/go_semantics.h"
#include "judges/scorecard/listed_files.h"
#include "judges/scorecard/paths.h"

namespace ward::scorecard {
namespace {

std::unexpected<Error> broken_dockerfile(std::string_view what) {
    return fail(ErrorCode::parse, fmt::format("internal error: {}", what));
}

bool is_vendored(std::string_view path) {
    const std::string clean = go_clean(path);
    return std::ranges::any_of(split(clean, '/'), [](std::string_view folder) {
        return go_equal_fold(folder, "vendor") || go_equal_fold(folder, "third_party");
    });
}

constexpr std::array<std::string_view, 7> all_shells{"exec", "su", "sh", "bash", "mksh", "dash", "ksh"};

bool is_dockerfile(const TreeFile& file) {
    for (const char* ending : {".go", ".c", ".cpp", ".rs", ".js", ".py", ".pyc", ".java"})
        if (file.path.ends_with(ending)) return false;
    return !is_script_of(file, all_shells);
}

Location place_of(const ReadDockerfile& file, const dockerfile::Instruction& instruction) {
    return {.path = std::string(file.file->path),
            .kind = Location::Kind::source,
            .line = static_cast<uint32_t>(instruction.start_line),
            .line_end = static_cast<uint32_t>(instruction.end_line),
            .snippet = instruction.original};
}

}  // namespace

bool is_script_of(const TreeFile& file, std::span<const std::string_view> shells) {
    if (file.interpreter) {
        const auto words = split(*file.interpreter, ' ');
        return std::ranges::any_of(shells, [&](std::string_view shell) {
            if (is_program(shell, words[0])) return true;
            return words.size() > 1 && is_program("env", words[0]) && is_program(shell, words[1]);
        });
    }
    return std::ranges::any_of(shells,
                               [&](std::string_view shell) { return file.path.ends_with("." + std::string(shell)); });
}

Result<std::optional<ReadDockerfile>> read_dockerfile(const Facts& facts, const TreeFile& file) {
    static const PathPattern dockerfiles("*Dockerfile*");
    if (!dockerfiles.matches(file.path) || is_test_data(file.path)) return std::nullopt;
    if (is_vendored(file.path) || !is_dockerfile(file)) return std::nullopt;
    WARD_TRY(const std::string text, facts.read(file));
    if (!says_something(text)) return std::nullopt;
    auto parsed = dockerfile::parse_dockerfile(text, file.path);
    if (!parsed) return broken_dockerfile("invalid Dockerfile: " + parsed.error().message());
    return ReadDockerfile{&file, std::move(*parsed)};
}

// Images: pinned by digest, or the name of a stage that is. The peer sees instructions in capitals alone.
Result<void> collect_images(const ReadDockerfile& file, Pinning& out) {
    static const RE2 digest(R"(@sha256:([a-f\d]{64}|\$\{.*\}))");
    std::map<std::string, std::string> arguments;
    std::map<std::string, bool> stages;
    for (const dockerfile::Instruction& instruction : file.parsed.instructions) {
        if (instruction.name == "ARG")
            for (const std::string& word : instruction.words)
                if (const size_t equals = word.find('='); equals != std::string::npos)
                    arguments[word.substr(0, equals)] = word.substr(equals + 1);
        if (instruction.name != "FROM") continue;
        std::vector<std::string> words = instruction.words;
        for (std::string& word : words)
            for (const auto& [name, value] : arguments) word = replace_all(word, fmt::format("${{{}}}", name), value);
        const bool named = words.size() == 3 && go_equal_fold(words[1], "as");
        if (!words.empty() && go_equal_fold(words[0], "scratch")) {
            if (named) stages[words[2]] = true;
            continue;
        }
        if (!named && words.size() != 1) return broken_dockerfile("invalid Dockerfile");
        const std::string& image = words[0];
        const bool pinned = stages[image] || RE2::PartialMatch(image, digest);
        if (named) stages[words[2]] = pinned;
        Dependency dependency{.type = DependencyType::container_image, .pinned = pinned};
        dependency.location = place_of(file, instruction);
        const size_t colon = image.find(':');
        dependency.name = image.substr(0, colon);
        if (colon != std::string::npos) dependency.pinned_at = image.substr(colon + 1);
        else if (named) dependency.pinned_at = words[2];
        out.dependencies.push_back(std::move(dependency));
    }
    return {};
}

Result<void> collect_run_instructions(const ReadDockerfile& file, Pinning& out) {
    FetchedFiles fetched;
    const std::string path(file.file->path);
    const auto look = [&](std::string_view script, uint32_t line, uint32_t line_end) -> Result<void> {
        if (auto error = find_in_script(script, {path, line, line_end}, fetched, out)) return broken_dockerfile(*error);
        return {};
    };
    for (const dockerfile::Instruction& instruction : file.parsed.instructions) {
        if (instruction.name != "RUN") continue;
        const auto start = static_cast<uint32_t>(instruction.start_line);
        if (instruction.heredocs.empty()) {
            if (instruction.words.empty()) return broken_dockerfile("invalid Dockerfile");
            WARD_TRY_VOID(
                look(join(instruction.words, " "), start - 1, static_cast<uint32_t>(instruction.end_line) - 1));
            continue;
        }
        uint32_t offset = 1;
        for (const dockerfile::Heredoc& heredoc : instruction.heredocs) {
            const auto lines = offset + static_cast<uint32_t>(std::ranges::count(heredoc.content, '\n'));
            WARD_TRY_VOID(look(heredoc.content, start + offset - 1, start + lines - 2));
            offset += lines;
        }
    }
    return {};
}

}  // namespace ward::scorecard
