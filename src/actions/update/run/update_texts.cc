// The words of an update for people: commit messages and the body of a pull request. Texts of strangers (release notes,
// file names) are escaped for the place they come to.
#include <fmt/core.h>

#include "actions/update/run/changelog.h"
#include "actions/update/run/plan_update.h"
#include "base/text.h"
#include "formats/escape.h"

namespace ward::update {
namespace {

constexpr size_t max_listed = 20;

// A trailer is one line, whatever a server called its file.
std::string trailer(std::string_view key, std::string_view value) {
    return fmt::format("{}: {}\n", key, display(value));
}

std::string listed(const std::vector<std::string>& items) {
    std::string out;
    for (size_t i = 0; i < items.size() && i < max_listed; ++i) out += fmt::format("- {}\n", escape_markdown(items[i]));
    if (items.size() > max_listed) out += fmt::format("- and {} more\n", items.size() - max_listed);
    return out;
}

std::string table_of_evidence(const Work& work) {
    std::string out = "| what | result |\n| --- | --- |\n";
    for (const RungResult& result : work.ladder.results)
        out += fmt::format("| {} | {}: {} |\n", escape_markdown(result.rung), name_of(result.kind),
                           escape_markdown(result.detail));
    if (work.vet) out += fmt::format("| vet | {}: {} |\n", work.vet->verdict, escape_markdown(work.vet->reason));
    for (const CheckRow& row : work.checks) {
        const bool holds = row.result.kind == CheckResult::Kind::holds;
        std::string word = holds ? "holds" : row.acknowledged ? "acknowledged" : "not met";
        if (!row.disabled.empty()) word = "not asked: " + escape_markdown(row.disabled);
        else if (!holds && !row.result.details.empty()) word += ": " + escape_markdown(row.result.details.front());
        out += fmt::format("| {} | {} |\n", row.id, word);
    }
    return out;
}

std::string counts_of(const Work& work) {
    size_t added = 0;
    size_t changed = 0;
    size_t removed = 0;
    for (const auto& [path, file] : work.derived->files) {
        const auto before = work.before.find(path);
        if (before == work.before.end()) ++added;
        else if (!(before->second == file)) ++changed;
    }
    for (const auto& [path, file] : work.before) removed += work.derived->files.contains(path) ? 0 : 1;
    return fmt::format("{} files added, {} changed, {} removed", added, changed, removed);
}

// The changelog where the recipe names one, else the notes of the release that was chosen.
std::string upstreams_words(const Work& work) {
    if (!work.recipe->changelog) return changelog_for_pull(work.choice.chosen->notes);
    return work.recipe->changelog->in_pull ? changelog_for_pull(work.changelog) : std::string();
}

std::vector<std::string> patch_lines(const Work& work) {
    std::vector<std::string> out;
    for (const PatchOutcome& patch : work.derived->stack.patches)
        out.push_back(fmt::format("{}: {}", patch.name, name_of(patch.kind)));
    return out;
}

}  // namespace

std::map<std::string, std::string> words_of(const Work& work) {
    return {{"id", work.recipe->id},
            {"old", work.current.value_or("")},
            {"new", work.new_version()},
            {"v", work.choice.chosen ? work.choice.chosen->version : ""},
            {"tag", work.choice.chosen ? work.choice.chosen->tag : ""},
            {"commit", work.choice.chosen ? work.choice.chosen->commit : ""},
            {"subsystem", work.recipe->subsystem}};
}

Result<std::string> message_of(const Work& work, std::string_view line) {
    std::string out = display(line) + "\n\n";
    for (const std::string& note : work.notes) out += fmt::format("{}\n", display(note));
    if (!work.notes.empty()) out += "\n";
    if (work.recipe->changelog && work.recipe->changelog->in_commit && !work.changelog.empty())
        out += fmt::format("What upstream says of it:\n\n{}\n", changelog_for_commit(work.changelog));
    for (const std::string& patch : patch_lines(work)) out += trailer("Ward-Patch", patch);
    for (const Fetched& one : work.fetched) {
        out += trailer("Ward-Source", one.url);
        if (!one.sha256.empty()) out += trailer("Ward-SHA256", one.sha256);
    }
    for (const std::string& id : work.closes) out += trailer("Fixes", id);
    for (const std::string& text : work.recipe->trailers) {
        WARD_TRY(const std::string filled, fill(text, words_of(work)));
        out += display(filled) + "\n";
    }
    out += trailer("Ward-Update", fmt::format("{} {}", work.recipe->id, work.new_version()));
    return out;
}

std::string pull_body_of(const Work& work) {
    std::string out = fmt::format("This is an automated update of {} to {}.\n\n", escape_markdown(work.recipe->id),
                                  escape_markdown(work.new_version()));
    if (work.current) out += fmt::format("Before: {}. ", escape_markdown(*work.current));
    out += counts_of(work) + ".\n\n";
    if (!work.closes.empty()) out += "Closes these advisories:\n\n" + listed(work.closes) + "\n";
    if (!work.keeps.empty()) out += "These are open in the new version too:\n\n" + listed(work.keeps) + "\n";
    if (!work.opens.empty()) out += "These come with the new version:\n\n" + listed(work.opens) + "\n";
    if (const auto patches = patch_lines(work); !patches.empty()) out += "Local patches:\n\n" + listed(patches) + "\n";
    if (work.vet && !work.vet->news.empty()) out += "New in the package:\n\n" + listed(work.vet->news) + "\n";
    if (!work.notes.empty()) out += "Remarks:\n\n" + listed(work.notes) + "\n";
    out += "How it was verified:\n\n" + table_of_evidence(work);
    for (const Fetched& one : work.fetched)
        out += fmt::format("\n- {}: `{}`", escape_markdown(one.url), one.sha256.empty() ? one.commit : one.sha256);
    if (!work.fetched.empty()) out += "\n";
    if (const std::string words = upstreams_words(work); !words.empty())
        out += fmt::format("\n<details><summary>What upstream says of it</summary>\n\n{}\n</details>\n", words);
    if (!work.recipe->owners.empty()) out += fmt::format("\nTo be reviewed by @{}\n", join(work.recipe->owners, " @"));
    if (!work.recipe->notify.empty()) out += fmt::format("\ncc @{}\n", join(work.recipe->notify, " @"));
    return out + fmt::format("\nLook again yourself: `ward update verify {}`\n", escape_markdown(work.recipe->id));
}

}  // namespace ward::update
