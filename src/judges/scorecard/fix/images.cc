// Images of Dockerfiles by digest, behind their tag. The name of an earlier stage is no image, though one of that name
// may be in a registry; an image that is an argument and nothing else is pinned where the argument has its default.
#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"
#include "judges/scorecard/fix/pins.h"
#include "lang/dockerfile/dockerfile.h"

namespace ward::scorecard {
namespace {

// The name in `$NAME` or `${NAME}` where that is the whole word; empty for any other.
std::string_view argument_named_by(std::string_view word) {
    if (!word.starts_with('$')) return {};
    word.remove_prefix(1);
    if (word.starts_with('{') && word.ends_with('}')) word = word.substr(1, word.size() - 2);
    const bool is_name = !word.empty() && std::ranges::all_of(word, [](char c) { return is_alnum(c) || c == '_'; });
    return is_name ? word : std::string_view();
}

std::string_view default_without_quotes(std::string_view text) {
    const bool is_quoted = text.size() >= 2 && (text[0] == '"' || text[0] == '\'') && text.back() == text[0];
    return is_quoted ? text.substr(1, text.size() - 2) : text;
}

// The defaults of an ARG, as BuildFiles reads them: those before the first FROM count for every FROM.
using Defaults = std::map<std::string, ArgumentDefault, std::less<>>;
void add_defaults(const dockerfile::Instruction& instruction, Defaults& out) {
    for (const std::string& word : instruction.words) {
        const size_t equals = word.find('=');
        if (equals == std::string::npos) continue;
        out[word.substr(0, equals)] = {
            .value = std::string(default_without_quotes(std::string_view(word).substr(equals + 1))),
            .line = static_cast<uint32_t>(instruction.start_line),
            .line_end = static_cast<uint32_t>(instruction.end_line)};
    }
}

// What may stand before an image in its line, and behind it.
constexpr std::string_view before_base = " \t";
constexpr std::string_view before_default = "=\"'";
constexpr std::string_view behind = " \t\"'";

}  // namespace

std::map<uint32_t, BaseImage> base_images(std::string_view dockerfile, std::string_view name) {
    std::map<uint32_t, BaseImage> out;
    const auto parsed = dockerfile::parse_dockerfile(dockerfile, name);
    if (!parsed) return out;
    Defaults defaults;
    std::set<std::string, std::less<>> stages;
    for (const dockerfile::Instruction& instruction : parsed->instructions) {
        if (instruction.is("arg") && out.empty()) add_defaults(instruction, defaults);
        if (!instruction.is("from") || instruction.words.empty()) continue;
        BaseImage base{.image = instruction.words[0]};
        base.is_stage = stages.contains(to_lower(base.image));
        const auto found = defaults.find(argument_named_by(base.image));
        if (found != defaults.end()) base.argument = found->second;
        if (instruction.words.size() > 2 && equal_ignoring_case(instruction.words[1], "as"))
            stages.insert(to_lower(instruction.words[2]));
        out[static_cast<uint32_t>(instruction.start_line)] = std::move(base);
    }
    return out;
}

void ImagePins::pin(const Dependency& dependency) {
    const Location& place = dependency.location;
    const auto tell = [&](std::string_view image, std::string_view reason) {
        out_.tell(FixKind::images, place.path, place.line, fmt::format("{}: {}", display(image), reason));
    };
    TextEdits* edits = out_.edits_of(facts_, place.path, FixKind::images);
    if (edits == nullptr) return;
    const auto [file, is_new] = files_.try_emplace(place.path);
    if (is_new) file->second = base_images(edits->text(), place.path);
    const auto base = file->second.find(place.line);
    if (base == file->second.end()) return tell(place.snippet, "cannot be found on its line");
    if (base->second.is_stage) return;  // what that stage is made from has a line of its own
    const auto& argument = base->second.argument;
    const std::string image = argument ? argument->value : base->second.image;
    if (image.empty() || image.contains('$')) return tell(base->second.image, "is put together from arguments");
    if (image.contains("@sha256:") || equal_ignoring_case(image, "scratch")) return;
    const uint32_t line = argument ? argument->line : place.line;
    const uint32_t line_end = argument ? argument->line_end : std::max(place.line, place.line_end);
    if (argument && !pinned_arguments_.emplace(place.path, fmt::format("{}:{}", line, image)).second) return;
    const Told digest = digest_of(sources_, image);
    if (!digest) return tell(image, digest.error());
    if (!add_digest(*edits, {line, line_end, argument ? before_default : before_base}, image, *digest))
        tell(image, "cannot be found on its line");
}

bool ImagePins::add_digest(TextEdits& edits, const Place& place, std::string_view image, std::string_view digest) {
    for (uint32_t number = place.first; number <= place.last; ++number) {
        const std::string line(edits.line(number));
        if (number > place.first && trim(line).starts_with('#')) continue;  // a comment within the instruction
        // Whole words only: `alpine` is not the one of `alpine-node`.
        for (size_t at = line.find(image); at != std::string::npos; at = line.find(image, at + 1)) {
            const size_t end = at + image.size();
            if (at > 0 && !place.before.contains(line[at - 1])) continue;
            if (end < line.size() && !behind.contains(line[end])) continue;
            edits.replace(number, fmt::format("{}@{}{}", line.substr(0, end), digest, line.substr(end)));
            return true;
        }
    }
    return false;
}

}  // namespace ward::scorecard
