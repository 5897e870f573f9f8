// Vendored code, by the catalogue and by what each library says of itself. Who is believed: vendored.h.
#include "facts/inventory/vendored.h"

#include "facts/inventory/inventory.h"

namespace ward::inventory {
namespace {

void read_vendored(const Tree& tree, Collector& out) {
    std::vector<Statement> said;
    ask_catalogue(tree, said, out);
    ask_readmes(tree, said, out);
    ask_cgmanifests(tree, said, out);
    ask_headers_and_build_files(tree, said, out);
    for (Component& component : weigh(std::move(said))) out.components.push_back(std::move(component));
}

}  // namespace

WARD_READER(vendored) = {
    .name = "vendored",
    .summary =
        "code of others in the tree: the catalogue's rules, README.chromium, cgmanifest.json, version macros, build "
        "files, "
        "change logs",
    .read = read_vendored,
};

}  // namespace ward::inventory
