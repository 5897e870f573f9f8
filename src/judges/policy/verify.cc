// See verify.h.
#include "judges/policy/verify.h"

#include <algorithm>
#include <atomic>
#include <optional>
#include <tuple>

#include <fmt/core.h>

#include "base/parallel.h"
#include "base/survey.h"
#include "base/text.h"
#include "judges/policy/fingerprint.h"
#include "judges/policy/named_files.h"

namespace ward::policy {
namespace {

constexpr size_t not_named = static_cast<size_t>(-1);

class Verifier {
  public:
    Verifier(const Manifest& manifest, const Compiled& compiled, const NormalNames& names, const Url& base,
             const Root& root, const std::string& folder, const VerifyWants& wants)
        : manifest_(manifest),
          compiled_(compiled),
          names_(names),
          root_(root),
          folder_(folder),
          wants_(wants),
          named_(manifest, names, base, folder) {}

    Verification run(Survey tree, const std::string& fingerprint) {
        out_.elsewhere = named_.elsewhere();
        look_at_tree(tree);
        say_missing();
        const bool is_clean = out_.differences.empty() && out_.unread.empty() && out_.elsewhere.empty();
        const auto is_settled = [&](const SurveyEntry& entry) {
            return FileIndex::is_settled(entry.status.identity, wants_.now);
        };
        if (is_clean && as_surveyed_ && !fingerprint.empty() && std::ranges::all_of(tree.entries, is_settled))
            out_.index.set_verdict({fingerprint, out_.files, wants_.manifest_digest, head_of(manifest_)});
        std::ranges::sort(out_.differences, {},
                          [](const DifferentFile& file) { return std::tie(file.path, file.difference, file.what); });
        std::ranges::sort(out_.unread, {}, &Problem::path);
        return std::move(out_);
    }

  private:
    void look_at_tree(Survey& tree) {
        out_.unread = std::move(tree.problems);
        struct Answer {
            std::optional<DifferentFile> difference;
            std::optional<Problem> unread;
            std::optional<HashedFile> file;
            size_t named = not_named;
        };
        std::vector<Answer> answers(tree.entries.size());
        parallel_for(tree.entries.size(), [&](size_t i) {
            const SurveyEntry& entry = tree.entries[i];
            if (entry.kind != EntryKind::file) return;
            auto& [difference, unread, file, named] = answers[i];
            named = named_.find(entry.path).value_or(not_named);
            const auto compared = compare(entry, named, difference);
            if (!compared) unread = Problem{entry.path, compared.error().what};
            else if (*compared) file = **compared;
        });
        for (size_t i = 0; i < answers.size(); ++i) {
            const SurveyEntry& entry = tree.entries[i];
            if (entry.kind == EntryKind::symlink) {
                look_at_link(entry.path);
                continue;
            }
            if (entry.kind == EntryKind::other && wants_.extra_files)
                add(Difference::extra, entry.path, "is no regular file");
            if (entry.kind != EntryKind::file) continue;
            if (answers[i].named != not_named) named_[answers[i].named].seen = true;
            if (answers[i].difference) out_.differences.push_back(std::move(*answers[i].difference));
            if (answers[i].unread) out_.unread.push_back(std::move(*answers[i].unread));
            if (!answers[i].file) continue;
            ++out_.files;
            if (answers[i].file->was_known) ++out_.known;
            as_surveyed_ = as_surveyed_ && answers[i].file->status.identity == entry.status.identity;
            indexed_.push_back(i);
        }
        if (!wants_.remember) return;
        std::ranges::sort(indexed_, {}, [&](size_t i) -> const std::string& { return tree.entries[i].path; });
        for (const size_t i : indexed_)
            out_.index.add(tree.entries[i].path, answers[i].file->status.identity, answers[i].file->digests,
                           wants_.now);
    }

    // The digests, where the file was read; no value where nothing asks for them.
    Result<std::optional<HashedFile>> compare(const SurveyEntry& entry, size_t named,
                                              std::optional<DifferentFile>& difference) const {
        std::string url;
        ShaSet algorithms;
        if (named != not_named) {
            algorithms = algorithms_for(compiled_, named_[named].resource);
            for (const size_t other : named_[named].others) algorithms = algorithms | algorithms_for(compiled_, other);
        } else {
            WARD_TRY(url, file_url_of_path(folder_ + '/' + entry.path));
            const auto might = might_allow(compiled_, url);
            if (!might || !*might) {
                if (wants_.extra_files)
                    difference = DifferentFile{Difference::extra, entry.path, "is not in the manifest"};
                return std::nullopt;
            }
        }
        const auto forget_extra = [&] {
            if (difference && difference->difference == Difference::extra && !wants_.extra_files) difference.reset();
        };
        // Without anybody who waits for the open file, one that is as it was need not be opened.
        if (auto known = known_file(wants_.index, entry.path, entry.status, algorithms); known && !wants_.passed) {
            difference = judge(entry.path, named, url, *known);
            forget_extra();
            return *known;
        }
        WARD_TRY(HashedFile file, hash_file(
                                      root_, entry.path, algorithms, LineEndings::as_they_are, wants_.index,
                                      [&](const Fd& fd, const HashedFile& hashed) -> Result<void> {
                                          difference = judge(entry.path, named, url, hashed);
                                          if (difference || !wants_.passed) return {};
                                          return wants_.passed(fd, hashed);
                                      },
                                      &entry.status));
        forget_extra();
        return file;
    }

    // By the entries that name the file, where there are any; else by what there is for its `url`.
    std::optional<DifferentFile> judge(const std::string& path, size_t named, const std::string& url,
                                       const HashedFile& file) const {
        if (named == not_named) {
            const IntegrityAnswer answer = assert_integrity(compiled_, url, file.digests);
            if (answer.pass) return std::nullopt;
            return DifferentFile{Difference::extra, path, answer.refusal.what};
        }
        auto difference = judge_entry(path, named_[named].resource, file);
        for (size_t i = 0; i < named_[named].others.size() && !difference; ++i)
            difference = judge_entry(path, named_[named].others[i], file);
        return difference;
    }

    std::optional<DifferentFile> judge_entry(const std::string& path, size_t resource, const HashedFile& file) const {
        const IntegrityAnswer answer = assert_integrity(compiled_, resource, names_.resources[resource], file.digests);
        if (answer.pass) return std::nullopt;
        const Entry& entry = manifest_.resources[resource];
        const bool hashes = entry.integrity.kind == Integrity::Kind::hashes;
        return DifferentFile{hashes ? Difference::changed : Difference::not_allowed, path,
                             hashes ? "has other bytes than the manifest says" : answer.refusal.what, entry.line};
    }

    // A manifest without ward's own object says nothing about links: node judges the files that they lead to.
    void look_at_link(const std::string& path) {
        if (const auto named = named_.find(path)) {
            add(Difference::missing, path, "is a symbolic link now");
            named_[*named].seen = true;
            return;
        }
        if (!manifest_.ward) return;
        const auto target = root_.link_target(path);
        if (!target) {
            out_.unread.push_back({path, target.error().what});
            return;
        }
        const auto found = named_.links().find(path);
        if (found == named_.links().end()) {
            if (wants_.extra_files) add(Difference::extra, path, "is a symbolic link that the manifest does not have");
            return;
        }
        const NamedText& link = *found->second.link;
        found->second.seen = true;
        if (link.text != *target)
            add(Difference::link, path, "leads to '" + *target + "' and not to '" + link.text + "'", link.line);
    }

    // By its own path or that of a folder above it.
    bool is_left_out(std::string_view path) const {
        for (size_t end = path.find('/'); end != std::string_view::npos; end = path.find('/', end + 1))
            if (wants_.leave_out(path.substr(0, end))) return true;
        return wants_.leave_out(path);
    }

    void say_missing() {
        for (const NamedFile& named : named_.files()) {
            if (named.seen || is_left_out(named.path)) continue;
            add(Difference::missing, named.path, "is not there", manifest_.resources[named.resource].line);
        }
        for (const auto& [path, link] : named_.links())
            if (!link.seen && !is_left_out(path))
                add(Difference::missing, path, "is no symbolic link there", link.link->line);
    }

    void add(Difference difference, std::string path, std::string what, uint32_t line = 0) {
        out_.differences.push_back({difference, std::move(path), std::move(what), line});
    }

    const Manifest& manifest_;
    const Compiled& compiled_;
    const NormalNames& names_;
    const Root& root_;
    const std::string& folder_;
    const VerifyWants& wants_;
    NamedFiles named_;
    std::vector<size_t> indexed_;
    // Is each file that was digested the one that the survey saw? Else the fingerprint is of another tree.
    bool as_surveyed_ = true;
    Verification out_;
};

// Of a tree that is as it was when all was well: the files that passed then pass now, each opened and seen to be the
// very one. False where one is not, or the index lacks one: then all are compared.
bool pass_again(const Root& root, const VerifyWants& wants) {
    const auto known = wants.index->entries();
    if (known.size() != wants.index->verdict()->files) return false;
    std::atomic<bool> all = true;
    parallel_for(known.size(), [&](size_t i) {
        const FileIndex::Entry& entry = known[i];
        const auto fd = root.open_regular(entry.path);
        const auto status = fd ? status_of(*fd, entry.path) : std::unexpected(fd.error());
        const bool is_same = status && status->identity == entry.identity;
        if (!is_same ||
            !wants.passed(*fd, {.status = *status, .digests = entry.digests, .other_endings = {}, .was_known = true}))
            all = false;
    });
    return all;
}

// What compile() refuses, with the place in the file `name`.
Error refused(const Refusal& refusal, const std::string& name) {
    Error error = refusal.error();
    if (!error.where.empty()) error.what = fmt::format("{}: {}", error.where, error.what);
    error.where = refusal.line == 0 ? name : fmt::format("{}:{}", name, refusal.line);
    return error;
}

}  // namespace

std::string_view name_of(Difference difference) {
    switch (difference) {
        case Difference::changed: return "changed";
        case Difference::missing: return "missing";
        case Difference::extra: return "extra";
        case Difference::link: return "link";
        case Difference::not_allowed: return "not-allowed";
    }
    return "";
}

Result<Verification> verify_tree(const Manifest& manifest, const Root& root, const std::string& folder,
                                 Semantics semantics, const VerifyWants& wants) {
    return verify_tree(ManifestSource([&manifest] { return &manifest; }), root, folder, semantics, wants);
}

Result<Verification> verify_tree(const ManifestSource& source, const Root& root, const std::string& folder,
                                 Semantics semantics, const VerifyWants& wants) {
    WARD_TRY(const Url base, manifest_url(folder));
    Survey tree = tree_of(root, wants);
    const std::string fingerprint = fingerprint_of(tree, folder, semantics, wants);
    if (!fingerprint.empty() && wants.index != nullptr && wants.index->verdict() &&
        wants.index->verdict()->of == fingerprint && (!wants.passed || pass_again(root, wants))) {
        Verification out;
        out.files = out.known = wants.index->verdict()->files;
        out.as_before = true;
        return out;
    }
    WARD_TRY(const Manifest* const asked, source());
    const Manifest& manifest = *asked;
    // Both read every key, and neither needs the other.
    std::optional<Judged<Compiled>> compiled;
    std::optional<Result<NormalNames>> names;
    parallel_for(2, [&](size_t half) {
        if (half == 0) compiled.emplace(compile(manifest, base, semantics));
        else names.emplace(normalise(manifest, base, wants.names, wants.name));
    });
    if (!*compiled) return std::unexpected(refused(compiled->error(), wants.name));
    if (!*names) return std::unexpected(names->error());
    Verification out =
        Verifier(manifest, **compiled, **names, base, root, folder, wants).run(std::move(tree), fingerprint);
    // To give back what was taken for each of so many entries takes its time, too.
    parallel_for(2, [&](size_t half) {
        if (half == 0) compiled.reset();
        else names.reset();
    });
    return out;
}

}  // namespace ward::policy
