// Where upstream is, which of its versions may be chosen, what is downloaded, and where the tree says its version.
#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "actions/update/derive/derive.h"
#include "actions/update/recipe/recipe_parts.h"
#include "base/text.h"
#include "formats/versions/versions.h"

namespace ward::update {
namespace {

// What a kind of source means where a recipe says nothing. Kinds that are not here have "{v}" and no artefact of
// their own.
struct KindDefaults {
    std::string_view kind;
    std::string_view artefact;
    std::string_view tag;
    std::string_view order;
    Selection::Pick pick;
};
constexpr std::array kind_defaults = {
    KindDefaults{"npm", "npm", "latest", "npm", Selection::Pick::tag},
    KindDefaults{"github-release", "archive", "v{v}", "semver", Selection::Pick::highest},
    KindDefaults{"github-tag", "archive", "v{v}", "semver", Selection::Pick::highest},
    KindDefaults{"gitlab-tag", "archive", "v{v}", "semver", Selection::Pick::highest},
    KindDefaults{"gitea-tag", "archive", "v{v}", "semver", Selection::Pick::highest},
    KindDefaults{"git-tag", "git", "v{v}", "semver", Selection::Pick::highest},
    KindDefaults{"git-head", "git", "", "date", Selection::Pick::newest},
    KindDefaults{"local", "local", "", "semver", Selection::Pick::highest},
};
constexpr KindDefaults other_kinds{"", "", "{v}", "semver", Selection::Pick::highest};

const KindDefaults& defaults_of(std::string_view kind) {
    const auto* found = std::ranges::find(kind_defaults, kind, &KindDefaults::kind);
    return found == kind_defaults.end() ? other_kinds : *found;
}

// A field of `source` by the name that a source kind asks for it: the key's or the member's.
bool has_field(const Source& source, std::string_view field) {
    if (field == "repo" || field == "repository") return !source.repository.empty();
    if (field == "package") return !source.package.empty();
    if (field == "url") return !source.url.empty();
    if (field == "ref" || field == "reference") return !source.reference.empty();
    if (field == "tag") return !source.tag.empty();
    if (field == "pointer") return !source.pointer.empty();
    if (field == "regex" || field == "pattern") return !source.pattern.empty();
    if (field == "paths") return !source.paths.empty();
    if (field == "run") return !source.run.empty();
    return field == "mirror" && !source.mirror.empty();
}

void check_kind(Fields& dep, const Node& node, const Source& source, const KnownWords& known) {
    const auto found = std::ranges::find(known.sources, source.kind, &KnownWords::Source::name);
    if (found == known.sources.end())
        return dep.fault(node, fmt::format("no source kind '{}'{}", display(source.kind),
                                           suggestion(source.kind, names_of(known.sources))));
    for (const std::string_view field : found->needs)
        if (!has_field(source, field))
            return dep.fault(node, fmt::format("a source of kind {} needs '{}'", source.kind, field));
}

void check_tag(Fields& dep, const Node& node, const Source& source, Selection::Pick pick) {
    const bool is_dist_tag = source.kind == "npm";
    const size_t marks = source.tag.empty() ? 0 : split(replace_all(source.tag, "{v}", "\n"), '\n').size() - 1;
    if (pick == Selection::Pick::tag && !is_dist_tag) dep.fault(node, "'pick' is \"tag\" only where the source is npm");
    if (is_dist_tag ? marks != 0 : !source.tag.empty() && marks != 1)
        dep.fault(node, is_dist_tag ? "'tag' of an npm source is a dist-tag, without {v}"
                                    : "'tag' has {v} in it once, where the version stands");
}

void read_commit(Fields& fields, Source& source) {
    const Node* node = fields.find("commit");
    if (node == nullptr) return;
    if (source.kind != "git-head") fields.fault(*node, "'commit' is of a source of kind git-head");
    Fields commit(*node, fields.file(), "commit of " + fields.name());
    commit.need("file");
    commit.need("regex");
    source.commit_file = commit.path("file", Owner::dependency);
    source.commit_pattern = commit.pattern("regex", 1);
    fields.absorb(commit.finish());
}

void read_map(Fields& fields, Selection& selection) {
    const Node* map = fields.find("map");
    if (map == nullptr) return;
    if (!map->is_list()) return fields.fault(*map, "'map' is a list of pairs, [[\"_\", \".\"]]");
    for (const Node& pair : map->items) {
        const bool is_pair = pair.is_list() && pair.items.size() == 2 && pair.items[0].is_string() &&
                             pair.items[1].is_string() && !pair.items[0].text.empty();
        if (!is_pair) return fields.fault(pair, "'map' is a list of pairs, [[\"_\", \".\"]]");
        selection.map.emplace_back(pair.items[0].text, pair.items[1].text);
    }
}

void check_order(Fields& dep, const Node& node, const Selection& selection) {
    if (selection.order == "date") return check_range(dep, node, selection, selection.allow);
    const versions::Ordering* ordering = versions::ordering_named(selection.order);
    if (ordering == nullptr) {
        std::vector<std::string_view> names{"date"};
        for (const versions::Ordering* one : versions::all_orderings()) names.push_back(one->name);
        return dep.fault(node,
                         fmt::format("no order '{}'{}", display(selection.order), suggestion(selection.order, names)));
    }
    check_range(dep, node, selection, selection.allow);
}

// exec: the command that lists versions.
void read_command(Fields& fields, Source& source) {
    if (const Node* run = fields.find("run"); run != nullptr && !run->is_list())
        fields.fault(*run, "'run' is a list, the program and its arguments: no shell reads it");
    source.run = fields.texts("run");
    for (const std::string& word : source.run)
        if (const auto filled = fill(word, {{"project", ""}, {"id", ""}}); !filled)
            fields.fault(*fields.node().find("run"), fmt::format("'{}': {}", display(word), filled.error().what));
    source.tools = fields.texts("tools");
    source.reads = fields.paths("reads");
    if (source.kind != "exec" && (!source.run.empty() || !source.tools.empty() || !source.reads.empty()))
        fields.fault(fields.node(), "'run', 'tools' and 'reads' are of a source of kind exec");
}

Artefact default_artefact(const Source& source, int line) {
    Artefact artefact;
    artefact.kind = defaults_of(source.kind).artefact;
    // A folder's archives (of a `tag`) have a folder around everything, as forges and npm make them.
    const bool has_own_folder =
        artefact.kind == "archive" || artefact.kind == "npm" || (artefact.kind == "local" && !source.tag.empty());
    artefact.strip = has_own_folder ? 1 : 0;
    artefact.line = line;
    return artefact;
}

// The kind of an artefact is the key that it has: `asset = "NAME"`, `archive = true`.
void read_artefact_kind(Fields& fields, Artefact& artefact) {
    constexpr std::array<std::string_view, 7> kinds = {"asset", "archive", "npm", "raw", "url", "git", "local"};
    for (const std::string_view kind : kinds) {
        const Node* value = fields.find(kind);
        if (value == nullptr) continue;
        if (!artefact.kind.empty())
            return fields.fault(*value, fmt::format("{} is '{}' and '{}' at once", fields.name(), artefact.kind, kind));
        artefact.kind = kind;
        if (kind == "archive" || kind == "npm" || kind == "git") {
            if (value->kind != Node::Kind::boolean || !value->truth)
                fields.fault(*value, fmt::format("'{}' is true", kind));
        } else if (fields.is_text(*value, kind)) {
            (kind == "url" || kind == "local" ? artefact.url : artefact.name) = value->text;
        }
    }
    if (artefact.kind.empty())
        fields.fault(fields.node(),
                     fmt::format("{} has none of asset, archive, npm, raw, url, git, local", fields.name()));
}

Artefact read_artefact(Fields& dep, const Node& node) {
    Fields fields(node, dep.file(), "artefact of " + dep.name());
    Artefact artefact;
    artefact.line = node.line;
    read_artefact_kind(fields, artefact);
    const bool has_own_folder = artefact.kind == "archive" || artefact.kind == "npm";
    artefact.strip = fields.number("strip", has_own_folder ? 1 : 0, 16);
    artefact.into = fields.path("into", Owner::dependency);
    artefact.as = fields.path("as", Owner::dependency);
    artefact.unpack = fields.truth("unpack", artefact.kind != "raw");
    artefact.pin_version = fields.text("version");
    artefact.sha256 = fields.text("sha256");
    constexpr size_t sha256_digits = 64;
    const bool is_hex = artefact.sha256.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (!artefact.sha256.empty() && (artefact.sha256.size() != sha256_digits || !is_hex))
        fields.fault(*node.find("sha256"), "'sha256' is 64 hexadecimal digits in lower case");
    // A library with a version of its own has no other thing that would tell whether the bytes are those of last time.
    if (!artefact.pin_version.empty() && artefact.sha256.empty())
        fields.fault(node, "an artefact with a 'version' of its own needs its 'sha256'");
    dep.absorb(fields.finish());
    return artefact;
}

void read_packed(Fields& fields, VersionRule& rule) {
    const Node* packed = fields.find("packed");
    if (packed == nullptr) return;
    if (!packed->is_list() || packed->items.empty())
        return fields.fault(*packed, "'packed' is a list of [shift, width], like [[24, 8], [12, 12], [0, 12]]");
    for (const Node& part : packed->items) {
        const bool is_pair = part.is_list() && part.items.size() == 2 && part.items[0].kind == Node::Kind::integer &&
                             part.items[1].kind == Node::Kind::integer;
        const int64_t shift = is_pair ? part.items[0].integer : -1;
        const int64_t width = is_pair ? part.items[1].integer : 0;
        constexpr int64_t bits = 64;
        if (shift < 0 || shift >= bits || width < 1 || width > bits - shift)
            return fields.fault(part, "'packed' has [shift, width] of a number of 64 bits");
        rule.packed.push_back({static_cast<int>(shift), static_cast<int>(width)});
    }
}

void read_version_file(Fields& fields, VersionRule& rule) {
    rule.file = fields.path("file", Owner::either);
    for (const std::string_view key : {"json", "toml"}) {
        const std::string file = fields.path(key, Owner::either);
        if (file.empty()) continue;
        const Node& value = *fields.node().find(key);
        if (!rule.file.empty()) fields.fault(value, fmt::format("{} names two files", fields.name()));
        const bool is_toml = file.ends_with(".toml") || file.ends_with(".lock");
        if (is_toml != (key == "toml"))
            fields.fault(value, fmt::format("'{}' is not a {} file by its name", file, key));
        rule.file = file;
    }
}

// The ways to find a version exclude each other.
void check_rule(Fields& fields, const VersionRule& rule) {
    const int ways = static_cast<int>(!rule.pointer.empty()) + static_cast<int>(!rule.patterns.empty()) +
                     static_cast<int>(rule.whole) + static_cast<int>(rule.tree_equality);
    const Node& node = fields.node();
    if (ways != 1)
        fields.fault(node, fmt::format("{} has one of pointer, regex, regexes, whole, tree_equality", fields.name()));
    if (rule.tree_equality != rule.file.empty())
        fields.fault(node, rule.tree_equality ? fmt::format("{} by tree equality reads no file", fields.name())
                                              : fmt::format("{} has no 'file'", fields.name()));
    if (!rule.packed.empty() && rule.patterns.size() != 1)
        fields.fault(node, "'packed' takes apart the one number that 'regex' found");
    if (rule.patterns.size() > 1 && rule.format.empty())
        fields.fault(node, fmt::format("{} has several patterns and no 'format' that joins them", fields.name()));
}

}  // namespace

void check_range(Fields& fields, const Node& node, const Selection& selection, const std::string& allow) {
    if (allow.empty()) return;
    if (selection.order == "date")
        return fields.fault(node, "'allow' needs an order of versions, and this one is by date");
    const versions::Ordering* ordering = versions::ordering_named(selection.order);
    if (ordering == nullptr) return;  // told by who read it
    if (const auto answer = versions::satisfies(*ordering, "1.0.0", allow); !answer)
        fields.fault(node, fmt::format("'allow' is no range: {}", answer.error().what));
}

void read_source(Fields& dep, const KnownWords& known, Recipe& recipe) {
    Selection& selection = recipe.selection;
    selection.pin = dep.text("pin");
    selection.allow = dep.text("allow");
    selection.series = dep.text("series");
    const Node* node = recipe.enabled ? dep.need("source") : dep.find("source");
    if (node == nullptr) return;
    Fields fields(*node, dep.file(), "source of " + dep.name());
    Source& source = recipe.source;
    source.line = node->line;
    source.kind = fields.needed_text("kind");
    const KindDefaults& defaults = defaults_of(source.kind);
    source.repository = fields.text("repo");
    source.package = fields.text("package");
    source.url = fields.text("url");
    source.reference = fields.text("ref");
    source.tag = fields.text("tag", std::string(defaults.tag));
    source.pointer = fields.text("pointer");
    source.pattern = fields.pattern("regex", 1);
    source.paths = fields.globs("paths");
    source.mirror = fields.text("mirror");
    read_command(fields, source);
    source.skip_if_tree_equal = fields.truth("skip_if_tree_equal", false);
    read_commit(fields, source);
    selection.order = fields.text("order", std::string(defaults.order));
    const bool is_picked = node->find("pick") != nullptr;
    const auto pick = static_cast<Selection::Pick>(fields.word("pick", {"highest", "newest", "tag"}));
    selection.pick = is_picked ? pick : defaults.pick;
    selection.prerelease = fields.truth("prerelease", false);
    selection.strip = fields.pattern("strip_regex", 0);
    if (const std::string series = fields.text("series"); !series.empty()) {
        if (!selection.series.empty()) fields.fault(*node, "'series' stands in 'source' and beside it");
        selection.series = series;
    }
    read_map(fields, selection);
    dep.absorb(fields.finish());
    check_kind(dep, *node, source, known);
    check_tag(dep, *node, source, selection.pick);
    check_order(dep, *node, selection);
}

void read_artefacts(Fields& dep, Recipe& recipe) {
    dep.tables("artefact", [&](const Node& node) { recipe.artefacts.push_back(read_artefact(dep, node)); });
    if (!recipe.artefacts.empty() || recipe.source.kind.empty()) return;
    recipe.artefacts.push_back(default_artefact(recipe.source, recipe.source.line));
    if (recipe.artefacts.front().kind.empty())
        dep.fault(dep.node(), fmt::format("{} has no 'artefact', and a source of kind {} has none of its own",
                                          dep.name(), recipe.source.kind));
}

void read_current(Fields& dep, Recipe& recipe) {
    VersionRule& rule = recipe.current;
    const Node* node = dep.find("current");
    if (node == nullptr) {
        if (recipe.source.kind == "npm")
            rule = {.file = "package.json",
                    .pointer = "/version",
                    .patterns = {},
                    .format = {},
                    .packed = {},
                    .whole = false,
                    .tree_equality = false};
        else if (recipe.enabled) dep.fault(dep.node(), fmt::format("{} has no 'current'", dep.name()));
        return;
    }
    Fields fields(*node, dep.file(), "current of " + dep.name());
    read_version_file(fields, rule);
    rule.pointer = fields.text("pointer");
    if (!rule.pointer.empty() && !rule.pointer.starts_with('/'))
        fields.fault(*node, "'pointer' is a JSON pointer, which starts with '/'");
    rule.patterns = fields.patterns("regexes", 1);
    if (const Pattern lone = fields.pattern("regex", 1); !lone.empty()) {
        if (!rule.patterns.empty()) fields.fault(*node, "'regex' and 'regexes' at once");
        rule.patterns = {lone};
    }
    rule.format = fields.text("format");
    read_packed(fields, rule);
    rule.whole = fields.truth("whole", false);
    rule.tree_equality = fields.truth("tree_equality", false);
    check_rule(fields, rule);
    dep.absorb(fields.finish());
}

}  // namespace ward::update
