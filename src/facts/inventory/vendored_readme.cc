// README.chromium, README.v8 and README.node as witnesses. The catalogue's row is the one that the file's names, or
// else its URL, lead to.
#include "base/text.h"
#include "facts/inventory/chromium_readme.h"
#include "facts/inventory/evidence.h"
#include "facts/inventory/vendored.h"
#include "facts/inventory/version_text.h"

namespace ward::inventory {
namespace {

const CatalogueRow* row_for(const ReadmeEntry& entry) {
    for (const std::string& name : {entry.short_name.value, entry.name.value})
        if (const CatalogueRow* row = row_named(name)) return row;
    return row_of_upstream(entry.url.value);
}

// "1.8.0.git-9518a57..." is a version and a commit; "f572e8e4..." only a commit.
void take_version(Statement& statement, std::string_view text) {
    if (looks_like_revision(text)) {
        statement.commit = text;
        return;
    }
    if (const size_t git = text.find(".git-"); git != std::string_view::npos) {
        const std::string_view commit = text.substr(git + 5);
        if (looks_like_revision(commit)) statement.commit = commit;
        text = text.substr(0, git);
    }
    if (looks_like_version(text)) statement.version = text;
    else if (const auto inside = version_in(text); inside && inside->find('.') != std::string::npos)
        statement.version = *inside;
}

void speak(const ReadmeEntry& entry, std::string_view path, std::string_view text, Statement base,
           std::vector<Statement>& said) {
    Statement version = base;
    take_version(version, entry.version.value);
    const bool tells = !version.version.empty() || !version.commit.empty();
    version.evidence = evidence_at(path, text, tells ? entry.version.offset : entry.name.offset);
    said.push_back(version);

    if (looks_like_revision(entry.revision.value)) {
        Statement revision = base;
        revision.commit = entry.revision.value;
        revision.evidence = evidence_at(path, text, entry.revision.offset);
        said.push_back(std::move(revision));
    }
    if (const CpeParts cpe = read_cpe(entry.cpe_prefix.value); !cpe.vendor_and_product.empty()) {
        Statement named = std::move(base);
        named.cpe = cpe.vendor_and_product;
        if (looks_like_version(cpe.version)) named.version = cpe.version;
        named.evidence = evidence_at(path, text, entry.cpe_prefix.offset);
        said.push_back(std::move(named));
    }
}

}  // namespace

void ask_readmes(const Tree& tree, std::vector<Statement>& said, Collector& out) {
    for (const std::string_view name : {"README.chromium", "README.v8", "README.node"})
        for (const std::string_view path : tree.files_named(name)) {
            // In the top folder it describes the project as others import it.
            if (path == name) continue;
            const auto text = read_candidate(tree, path, out);
            if (!text) continue;
            const std::string_view folder = path.substr(0, path.size() - name.size() - 1);
            const std::vector<ReadmeEntry> entries = read_chromium_readme(*text);
            for (const ReadmeEntry& entry : entries) {
                Statement base;
                base.path = folder;
                base.row = row_for(entry);
                base.name = entry.short_name.value.empty() ? entry.name.value : entry.short_name.value;
                base.url = entry.url.value;
                base.is_sole = entries.size() == 1;
                speak(entry, path, *text, std::move(base), said);
            }
        }
}

}  // namespace ward::inventory
