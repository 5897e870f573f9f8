// The order of the steps, and what each leaves behind. What this file decides: what a recipe means. Kept files come
// before patches, because patches and they must not be about the same file: a kept file has its changes already.
#include "actions/update/derive/derive.h"

#include <algorithm>
#include <utility>

#include <fmt/core.h>
#include <re2/re2.h>

#include "actions/update/derive/edits.h"
#include "actions/update/derive/generator.h"
#include "actions/update/derive/select.h"
#include "actions/update/recipe/pattern.h"
#include "actions/update/upstream/artefact.h"
#include "base/text.h"

namespace ward::update {
namespace {

class Deriving {
  public:
    explicit Deriving(const DeriveInput& input) : input_(input), recipe_(*input.recipe) {}

    Result<Derived> run() {
        WARD_TRY_VOID(check_words());
        WARD_TRY_VOID(select());
        WARD_TRY_VOID(edit_files(recipe_, out_));
        WARD_TRY_VOID(create_files(recipe_, out_));
        WARD_TRY_VOID(change_modes(recipe_, out_));
        WARD_TRY_VOID(keep_files(recipe_, input_.before, out_));
        out_.pristine = out_.files;
        if (input_.only_pristine) return std::move(out_);
        WARD_TRY_VOID(patch());
        WARD_TRY_VOID(name_version());
        // A tree that patches stopped in is nobody's result; what would be generated of it says nothing.
        if (!out_.stack.has_conflict()) WARD_TRY_VOID(generate());
        WARD_TRY_VOID(check_result());
        return std::move(out_);
    }

  private:
    std::unexpected<Error> fault(std::string what, ErrorCode code = ErrorCode::damaged) const {
        return fail(code, std::move(what), recipe_.id);
    }

    // They end in source files: a tag of a stranger must not bring a quote or a line break with it.
    Result<void> check_words() const {
        if (!is_safe_version(input_.version))
            return fault(fmt::format("\"{}\" is no version", display(input_.version)), ErrorCode::usage);
        if (!input_.old_version.empty() && !is_safe_version(input_.old_version))
            return fault(fmt::format("\"{}\" is no version", display(input_.old_version)), ErrorCode::usage);
        if (!input_.tag.empty() && !is_safe_tag(input_.tag))
            return fault(fmt::format("\"{}\" is no tag that may be used", display(input_.tag)), ErrorCode::usage);
        if (!input_.commit.empty() && !is_commit_id(input_.commit))
            return fault(fmt::format("\"{}\" is no commit", display(input_.commit)), ErrorCode::usage);
        return {};
    }

    Result<void> select() {
        WARD_TRY(Selected selected, select_files(recipe_, input_.artefacts));
        out_.files = std::move(selected.files);
        out_.notes = std::move(selected.notes);
        for (auto& [path, from] : selected.from) out_.origins[path] = {.from = std::move(from)};
        return {};
    }

    Result<void> patch() {
        if (input_.patches.empty()) return {};
        for (const Patch& one : input_.patches)
            for (const FilePatch& file : one.files)
                for (const std::string& path : {file.old_path, file.new_path})
                    if (const auto origin = out_.origins.find(path);
                        origin != out_.origins.end() && origin->second.kind == Origin::Kind::kept)
                        return fault(fmt::format("{} changes {}, which `keep` leaves as it is", display(one.name),
                                                 display(path)),
                                     ErrorCode::usage);
        out_.stack = apply_stack(out_.files, input_.patches, input_.previous);
        for (size_t i = 0; i < out_.stack.patches.size(); ++i) {
            const PatchOutcome& outcome = out_.stack.patches[i];
            for (const std::string& remark : outcome.remarks)
                out_.notes.push_back(fmt::format("{}: {}", outcome.name, remark));
            if (outcome.kind == PatchOutcome::Kind::conflict) break;
            if (outcome.kind == PatchOutcome::Kind::upstreamed) {
                if (recipe_.patches && recipe_.patches->on_upstreamed == PatchStack::Upstreamed::stop)
                    return fault(
                        fmt::format("{} is upstream's by now, where the recipe says to stop", display(outcome.name)),
                        ErrorCode::conflict);
                out_.notes.push_back(fmt::format("{} is upstream's by now and is dropped", outcome.name));
            }
            tell_origins(input_.patches[i], outcome);
        }
        return {};
    }
    void tell_origins(const Patch& patch, const PatchOutcome& outcome) {
        const auto before = out_.origins;
        for (const std::string& path : outcome.paths) {
            if (!out_.files.contains(path)) {
                out_.origins.erase(path);
                continue;
            }
            Origin origin;
            const std::string* source = &path;
            for (const FilePatch& file : patch.files)
                if (file.new_path == path && (file.is_rename || file.is_copy)) source = &file.old_path;
            if (const auto found = before.find(*source); found != before.end()) origin = found->second;
            origin.kind = Origin::Kind::patched;
            origin.by.push_back(outcome.name);
            out_.origins[path] = std::move(origin);
        }
    }

    // The value of a C macro, as in `#define ZLIB_VERSION "1.3.1"`.
    Result<std::string> macro(std::string_view file, std::string_view name) const {
        const auto found = out_.files.find(file);
        if (found == out_.files.end())
            return fault(fmt::format("new_version reads {}, which is not there", display(file)));
        const std::string quoted = RE2::QuoteMeta({name.data(), name.size()});
        WARD_TRY(const auto pattern,
                 compile_pattern(fmt::format("^[ \\t]*#[ \\t]*define[ \\t]+{}[ \\t]+\"?([^\"\\s]+)", quoted)));
        re2::StringPiece rest(found->second.bytes().data(), found->second.bytes().size());
        std::string value;
        std::string other;
        if (!RE2::FindAndConsume(&rest, *pattern, &value))
            return fault(fmt::format("{} defines no {}", display(file), display(name)));
        while (RE2::FindAndConsume(&rest, *pattern, &other))
            if (other != value) return fault(fmt::format("{} defines {} twice", display(file), display(name)));
        return value;
    }

    std::map<std::string, std::string> words() const {
        std::map<std::string, std::string> words{
            {"v", input_.version}, {"id", recipe_.id}, {"subsystem", recipe_.subsystem}, {"tag", input_.tag}};
        if (!input_.commit.empty()) {
            words["commit"] = input_.commit;
            words["sha7"] = input_.commit.substr(0, 7);
        }
        return words;
    }

    Result<void> name_version() {
        out_.new_version = input_.version;
        if (recipe_.new_version.empty()) return {};
        std::map<std::string, std::string> all = words();
        // "{macro:zlib.h:ZLIB_VERSION}"
        constexpr std::string_view key = "{macro:";
        const std::string_view text = recipe_.new_version;
        for (size_t at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
            const size_t end = std::min(text.find('}', at), text.size());
            const std::string_view word = text.substr(at + 1, end - at - 1);
            const size_t colon = word.rfind(':');
            const size_t start = key.size() - 1;
            if (colon < start) return fault("new_version: {macro:FILE:NAME} needs a file and a name", ErrorCode::usage);
            WARD_TRY(all[std::string(word)], macro(word.substr(start, colon - start), word.substr(colon + 1)));
        }
        auto filled = fill(text, all);
        if (!filled) return fault("new_version: " + filled.error().what, ErrorCode::usage);
        if (!is_safe_version(*filled))
            return fault(fmt::format("new_version makes \"{}\", which is no version", display(*filled)));
        out_.new_version = *std::move(filled);
        return {};
    }

    // What generators read: the new tree, what was generated before, the project as it is.
    FileReader reader() const {
        return [this](std::string_view path) -> Result<std::optional<std::string>> {
            const Place place = place_of(path);
            const FileTree& tree = place.inside ? out_.files : out_.outside;
            if (const auto found = tree.find(place.path); found != tree.end())
                return std::string(found->second.bytes());
            if (place.inside || !input_.project) return std::nullopt;
            return input_.project(place.path);
        };
    }
    struct Place {
        bool inside = true;
        std::string path;
    };
    // "/deps/x/a" is the dependency's own file a, where its folder is deps/x.
    Place place_of(std::string_view to) const {
        if (!to.starts_with('/')) return {true, std::string(to)};
        to.remove_prefix(1);
        const std::string folder = recipe_.path + '/';
        if (!recipe_.path.empty() && to.starts_with(folder)) return {true, std::string(to.substr(folder.size()))};
        return {false, std::string(to)};
    }

    Result<void> generate() {
        for (const Generate& rule : recipe_.generate) {
            const Generator* const generator = generator_named(rule.rule);
            if (generator == nullptr)
                return fault(fmt::format("there is no rule \"{}\"", display(rule.rule)), ErrorCode::usage);
            const Place place = place_of(rule.to);
            if (!is_tree_path(place.path))
                return fault(fmt::format("generate to \"{}\": no path", display(rule.to)), ErrorCode::usage);
            GenerateInput input{.recipe = &recipe_,
                                .rule = &rule,
                                .version = out_.new_version,
                                .old_version = input_.old_version,
                                .tag = input_.tag,
                                .commit = input_.commit,
                                .published = input_.published,
                                .files = &out_.files,
                                .project = reader()};
            for (const UnpackedArtefact& artefact : input_.artefacts)
                input.artefacts.emplace_back(artefact.url, artefact.sha256);
            auto text = generator->make(input);
            if (!text)
                return fail(text.error().code, fmt::format("{}: {}", rule.rule, text.error().message()), recipe_.id);
            WARD_TRY_VOID(put_generated(place, *std::move(text), rule.rule));
        }
        return {};
    }
    Result<void> put_generated(const Place& place, std::string text, const std::string& rule) {
        FileTree& tree = place.inside ? out_.files : out_.outside;
        Origin& origin = (place.inside ? out_.origins : out_.outside_origins)[place.path];
        if (const auto found = tree.find(place.path); found != tree.end()) {
            // What a rule left as it was has its old reason still.
            if (found->second.bytes() == text) return {};
            if (found->second.kind() == FileKind::symlink)
                return fault(fmt::format("{} is a link", display(place.path)));
            found->second = TreeFile(std::move(text), found->second.kind());
        } else if (auto added = add_file(tree, place.path, TreeFile(std::move(text))); !added) {
            return fault(fmt::format("{}: {}", rule, added.error().message()), added.error().code);
        }
        origin.kind = Origin::Kind::generated;
        origin.by.push_back(rule);
        return {};
    }

    // Steps may move links and files, so that what held for the archive has to be asked again.
    Result<void> check_result() const {
        if (auto checked = check_tree(out_.files); !checked)
            return fault(checked.error().message(), checked.error().code);
        for (const auto& [path, file] : out_.files)
            if (file.kind() == FileKind::symlink && out_.origins.at(path).kind != Origin::Kind::kept &&
                !link_stays_inside(path, file.bytes()))
                return fault(fmt::format("{} is a link that leads outside: {}", display(path), display(file.bytes())));
        return {};
    }

    const DeriveInput& input_;
    const Recipe& recipe_;
    Derived out_;
};

}  // namespace

std::string_view name_of(Origin::Kind kind) {
    switch (kind) {
        case Origin::Kind::upstream: return "upstream";
        case Origin::Kind::edited: return "edited";
        case Origin::Kind::patched: return "patched";
        case Origin::Kind::created: return "created";
        case Origin::Kind::generated: return "generated";
        case Origin::Kind::kept: return "kept";
        case Origin::Kind::hook: return "hook";
    }
    return "upstream";
}

Result<Derived> derive(const DeriveInput& input) {
    if (input.recipe == nullptr) return fail(ErrorCode::internal, "a derivation without a recipe");
    return Deriving(input).run();
}

}  // namespace ward::update
