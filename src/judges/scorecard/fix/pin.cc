// Actions by the commit that their tag names, images by digest. The tag stays: as a comment where updaters look for it,
// or in front of the digest.
#include <algorithm>

#include <fmt/core.h>

#include "base/text.h"
#include "judges/scorecard/fix/pins.h"

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

// In braces or brackets something else may follow the value; the tag then goes behind all of it. Not where a quoted
// text may go on to the next line, or where another action stands there: whose tag would it be?
std::optional<size_t> end_of_braces(std::string_view line, size_t at) {
    const std::string_view rest = line.substr(at);
    const size_t first = rest.find_first_not_of(' ');
    if (first == std::string_view::npos || std::string_view(",}]").find(rest[first]) == std::string_view::npos)
        return std::nullopt;
    const size_t comment = std::min(rest.find(" #"), rest.size());
    const std::string_view code = rest.substr(0, comment);
    const size_t last = code.find_last_not_of(' ');
    if (code.find_first_of("\"'") != std::string_view::npos ||
        std::string_view(",}]").find(code[last]) == std::string_view::npos)
        return std::nullopt;
    const size_t uses = line.find("uses");
    if (uses != std::string_view::npos && line.find("uses", uses + 1) < at + comment) return std::nullopt;
    return at + last + 1;
}

// Replaces one value in a line. Behind it may stand its quote, what closes a brace, and a comment; `tag` goes first in
// that.
std::optional<std::string> with_value(std::string_view line, std::string_view old, const std::string& value,
                                      std::string_view tag) {
    const size_t at = line.find(old);
    if (at == std::string_view::npos || line.find(old, at + 1) != std::string_view::npos) return std::nullopt;
    size_t end = at + old.size();
    if (end < line.size() && (line[end] == '"' || line[end] == '\'')) ++end;
    if (const auto braces = end_of_braces(line, end)) end = *braces;
    const std::string_view rest = line.substr(end);
    const std::string_view said = trim(rest);
    if (!said.empty() && (!said.starts_with('#') || !is_space(rest[0]))) return std::nullopt;
    std::string out =
        std::string(line.substr(0, at)) + value + std::string(line.substr(at + old.size(), end - at - old.size()));
    if (tag.empty()) return out + std::string(rest);
    out += fmt::format(" # {}", tag);
    if (const std::string_view words = trim(said.substr(std::min<size_t>(said.size(), 1)));
        !words.empty() && words != tag)
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

}  // namespace

Told digest_of(const FixSources& sources, std::string_view image) {
    if (!sources.digest_of) return std::unexpected("nobody told its digest");
    Told digest = sources.digest_of(image);
    if (digest && !is_digest(*digest)) return std::unexpected("the digest is none: " + display(*digest));
    return digest;
}

void pin_actions_and_images(const Facts& facts, const FixSources& sources, Fixes& out) {
    const bool has_actions = sources.kinds.contains(FixKind::actions);
    const bool has_images = sources.kinds.contains(FixKind::images);
    if (!has_actions && !has_images) return;
    const Pinning pinning = collect_mendable(facts);
    ImagePins images(facts, sources, out);
    for (const Dependency& dependency : pinning.dependencies) {
        if (dependency.pinned || dependency.is_of_same_repository) continue;
        const bool is_action = dependency.type == DependencyType::github_action;
        const bool is_docker = is_action && dependency.location.snippet.starts_with(docker);
        if (is_action && !is_docker && has_actions) pin_action(facts, sources, dependency, out);
        if (is_docker && has_images) pin_docker_action(facts, sources, dependency, out);
        if (!is_action && has_images) images.pin(dependency);
    }
    for (const Unreadable& one : pinning.unreadable)
        out.tell(has_actions ? FixKind::actions : FixKind::images, one.location.path, one.location.line, one.reason);
}

}  // namespace ward::scorecard
