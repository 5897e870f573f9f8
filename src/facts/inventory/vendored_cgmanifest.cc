// cgmanifest.json as a witness. With one registration it speaks of the folder it stands in, like a README.chromium;
// with several it is the project's list of what it contains, somewhere: each is a component (Source::sbom) until
// something found proves to be it (merge.h). A list inside vendored code is what its authors declare of their own
// project, and no inventory of this tree.
#include <algorithm>

#include "facts/inventory/cgmanifest.h"
#include "facts/inventory/evidence.h"
#include "facts/inventory/vendored.h"

namespace ward::inventory {
namespace {

constexpr std::string_view file_name = "cgmanifest.json";
constexpr size_t max_reported_problems = 20;  // of one file; the rest is counted

std::string registry_type(const Registration& registration) {
    return registration.type == "git" || registration.type == "other" ? std::string() : registration.type;
}

Statement statement_of(const Registration& registration, std::string_view folder, Evidence evidence) {
    Statement statement;
    statement.path = folder;
    statement.purl_type = registry_type(registration);
    if (statement.purl_type.empty()) statement.row = row_of_upstream(registration.url);
    statement.name = registration.name;
    statement.url = registration.url;
    statement.version = registration.version;
    statement.commit = registration.commit;
    statement.evidence = std::move(evidence);
    return statement;
}

Component manifest_component(const Registration& registration, std::string_view path, Evidence evidence) {
    std::vector<Statement> said{statement_of(registration, path, std::move(evidence))};
    Component component = std::move(weigh(std::move(said)).front());
    component.source = Source::sbom;
    if (registration.is_development && component.scope == Scope::runtime) component.scope = Scope::development;
    return component;
}

void read_file_vendored_cgmanifest(const Tree& tree, std::string_view path, std::vector<Statement>& said,
                                   Collector& out) {
    const auto text = tree.read(path, max_cgmanifest_bytes);
    const auto manifest = text ? read_cgmanifest(*text, path) : Result<CgManifest>(std::unexpected(text.error()));
    if (!manifest) return out.unread(path, manifest.error().message());
    const std::string_view folder =
        path.size() == file_name.size() ? std::string_view() : path.substr(0, path.size() - file_name.size() - 1);
    const std::vector<Registration>& all = manifest->registrations;
    if (all.size() != 1 && !tree.vendored_root(path).empty()) {
        out.notes.push_back({"manifest-not-inventory",
                             "list of vendored code: it tells what its authors declare, not what is here",
                             std::string(path)});
        return;
    }
    const size_t shown = std::min(manifest->problems.size(), max_reported_problems);
    for (size_t i = 0; i < shown; ++i) out.unread(path, manifest->problems[i]);
    if (shown < manifest->problems.size())
        out.unread(path, std::to_string(manifest->problems.size() - shown) + " more registrations");
    if (all.size() == 1 && !folder.empty()) {
        Statement statement = statement_of(all[0], folder, evidence_at(path, *text, all[0].offset));
        statement.is_sole = tree.vendored_owner(folder) == folder;
        said.push_back(std::move(statement));
        return;
    }
    for (const Registration& one : all)
        out.components.push_back(manifest_component(one, path, evidence_at(path, *text, one.offset)));
}

}  // namespace

void ask_cgmanifests(const Tree& tree, std::vector<Statement>& said, Collector& out) {
    for (const std::string_view path : tree.files_named(file_name))
        read_file_vendored_cgmanifest(tree, path, said, out);
}

}  // namespace ward::inventory
