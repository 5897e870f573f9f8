// release_texts_driver RECORD FOLDER: the record as vulnerabilities.json, and the posts that ward makes from that file
// alone (and not from what the record says more), written to FOLDER: vulnerabilities.json, blog-pre.md, blog-post.md.
#include <cstdio>
#include <string>

#include "actions/release/output/output.h"
#include "actions/release/record/peer_file.h"
#include "base/fd.h"

using namespace ward;
using namespace ward::release;

namespace {

Result<void> run(const std::string& file, const std::string& folder) {
    WARD_TRY(const std::string text, read_file(file, max_record_bytes));
    WARD_TRY(const Release record, release_from_json(text, file));
    const std::string peer = to_peer(record);
    WARD_TRY_VOID(replace_file(folder + "/vulnerabilities.json", peer));
    WARD_TRY(const ImportedRelease imported, release_from_peer(peer, "vulnerabilities.json"));
    for (const char* name : {"blog-pre", "blog-post"}) {
        WARD_TRY(const auto files,
                 output_named(name)->make({.release = imported.release, .project = Project{}, .now = 0}));
        WARD_TRY_VOID(replace_file(folder + "/" + name + ".md", files.front().content));
    }
    return {};
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) return 2;
    const auto done = run(argv[1], argv[2]);
    if (!done) std::fprintf(stderr, "%s\n", done.error().message().c_str());
    return done ? 0 : 1;
}
