// Actions by the commit that their tag names, images by digest. The tag stays: as a comment where updaters look for it,
// or in front of the digest.
#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"
#include "judges/scorecard/fix/fix.h"
#include "judges/scorecard/pinning/collect.h"

namespace ward::scorecard {
namespace {

constexpr std::string_view docker = "docker://";
// Its workflows read from the tag which version they are, and refuse to run by hash:
// https://github.com/slsa-framework/slsa-github-generator#referencing-slsa-builders-and-generators
constexpr std::string_view needs_its_tag = "slsa-framework/slsa-github-generator";

bool is_hash(std::string_view text) {
    constexpr size_t sha1 = 40;
    constexpr size_t sha256 = 64;
    return (text.size() == sha1 || text.size() == sha256) &&
           std::ranges::all_of(text, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

bool is_digest(std::string_view text) {
    constexpr std::string_view kind = "sha256:";
    constexpr size_t digits = 64;
    return text.starts_with(kind) && text.size() == kind.size() + digits && is_hash(text.substr(kind.size()));
}

// Replaces one value in a line; nothing else may stand behind it but its quote and a comment. `comment` goes first
// there.
std::optional<std::string> with_value(std::string_view line, std::string_view old, const std::string& value,
                                      std::string_view comment) {
    const size_t at = line.find(old);
    if (at == std::string_view::npos || line.find(old, at + 1) != std::string_view::npos) return std::nullopt;
    std::string_view rest = line.substr(at + old.size());
    std::string quote;
    if (rest.starts_with('"') || rest.starts_with('\'')) {
        quote = rest[0];
        rest.remove_prefix(1);
    }
    const std::string_view said = trim(rest);
    if (!said.empty() && (!said.starts_with('#') || !is_space(rest[0]))) return std::nullopt;
    std::string out = std::string(line.substr(0, at)) + value + quote;
    if (comment.empty()) return out + std::string(rest);
    out += fmt::format(" # {}", comment);
    if (const std::string_view words = trim(said.substr(std::min<size_t>(said.size(), 1)));
        !words.empty() && words != comment)
        out += fmt::format(" ({})", words);
    return out;
}

void pin_action(const Facts& facts, const FixSources& sources, const Dependency& dependency, Fixes& out) {
    const Location& place = dependency.location;
    const auto tell = [&](std::string reason) {
        out.tell(FixKind::actions, place.path, place.line, display(place.snippet) + ": " + std::move(reason));
    };
    const std::string& uses = place.snippet;
    const size_t at = uses.rfind('@');
    if (at == std::string::npos) return tell("names no version");
    const std::string ref = uses.substr(at + 1);
    const auto parts = split(std::string_view(uses).substr(0, at), '/');
    if (uses.contains("${{") || parts.size() < 2 || ref.empty()) return tell("is no action of a repository");
    const std::string action = fmt::format("{}/{}", parts[0], parts[1]);
    if (action == needs_its_tag) return tell("has to be named by its tag");
    const Told commit = sources.commit_of ? sources.commit_of(action, ref) : std::unexpected("nobody told its commit");
    if (!commit) return tell(commit.error());
    if (!is_hash(*commit)) return tell("the commit is no hash: " + display(*commit));
    TextEdits* edits = out.edits_of(facts, place.path, FixKind::actions);
    if (edits == nullptr) return;
    const auto line = with_value(edits->line(place.line), uses, uses.substr(0, at + 1) + *commit, ref);
    if (!line) return tell("is not alone on its line");
    edits->replace(place.line, *line);
}

Told digest_of(const FixSources& sources, std::string_view image) {
    if (!sources.digest_of) return std::unexpected("nobody told its digest");
    Told digest = sources.digest_of(image);
    if (digest && !is_digest(*digest)) return std::unexpected("the digest is none: " + display(*digest));
    return digest;
}

void pin_docker_action(const Facts& facts, const FixSources& sources, const Dependency& dependency, Fixes& out) {
    const Location& place = dependency.location;
    const std::string image = place.snippet.substr(docker.size());
    const Told digest = digest_of(sources, image);
    if (!digest) return out.tell(FixKind::images, place.path, place.line, display(image) + ": " + digest.error());
    TextEdits* edits = out.edits_of(facts, place.path, FixKind::images);
    if (edits == nullptr) return;
    const auto line = with_value(edits->line(place.line), place.snippet, place.snippet + '@' + *digest, "");
    if (!line) return out.tell(FixKind::images, place.path, place.line, display(image) + ": is not alone on its line");
    edits->replace(place.line, *line);
}

// The image of a FROM: its first word that is no flag.
std::string image_of(std::string_view instruction) {
    for (const std::string_view word : split(instruction, ' ')) {
        if (word.empty() || word.starts_with("--") || equal_ignoring_case(word, "from")) continue;
        return std::string(word);
    }
    return {};
}

void pin_image(const Facts& facts, const FixSources& sources, const Dependency& dependency, Fixes& out) {
    const Location& place = dependency.location;
    const std::string image = image_of(place.snippet);
    const auto tell = [&](std::string reason) {
        out.tell(FixKind::images, place.path, place.line, display(image) + ": " + std::move(reason));
    };
    if (image.contains('$')) return tell("is put together from arguments");
    const Told digest = digest_of(sources, image);
    if (!digest) return tell(digest.error());
    TextEdits* edits = out.edits_of(facts, place.path, FixKind::images);
    if (edits == nullptr) return;
    for (uint32_t number = place.line; number <= std::max(place.line, place.line_end); ++number) {
        const std::string line(edits->line(number));
        // Whole words only: `alpine` is not the one of `alpine-node`.
        for (size_t at = line.find(image); at != std::string::npos; at = line.find(image, at + 1)) {
            const size_t end = at + image.size();
            const bool begins = at == 0 || is_space(line[at - 1]);
            if (!begins || (end < line.size() && !is_space(line[end]))) continue;
            edits->replace(number, line.substr(0, end) + '@' + *digest + line.substr(end));
            return;
        }
    }
    tell("cannot be found on its line");
}

}  // namespace

void pin_actions_and_images(const Facts& facts, const FixSources& sources, Fixes& out) {
    const auto pinning = collect_pinning(facts);
    if (!pinning) return out.tell(FixKind::actions, "", 0, pinning.error().what);
    for (const Dependency& dependency : pinning->dependencies) {
        if (dependency.pinned || !dependency.remark.empty() || dependency.is_of_same_repository) continue;
        const bool is_action = dependency.type == DependencyType::github_action;
        const bool is_docker = is_action && dependency.location.snippet.starts_with(docker);
        if (is_docker && sources.kinds.contains(FixKind::images)) pin_docker_action(facts, sources, dependency, out);
        else if (is_action && !is_docker && sources.kinds.contains(FixKind::actions))
            pin_action(facts, sources, dependency, out);
        else if (dependency.type == DependencyType::container_image && sources.kinds.contains(FixKind::images))
            pin_image(facts, sources, dependency, out);
    }
}

}  // namespace ward::scorecard
