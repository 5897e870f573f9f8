// LINK: ward_vet ward_npm ward_javascript ward_base
#include <string>
#include <string_view>

#include "judges/vet/signal.h"
#include "judges/vet/source/source.h"
#include "lang/javascript/constants.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward;
    const std::string_view source(reinterpret_cast<const char*>(data), size);
    // Constants stand where they say, and what is made of them is bounded.
    javascript::TokenList tokens;
    tokens.read(source);
    size_t made = 0;
    javascript::each_constant(tokens, [&](const javascript::Constant& one) {
        if (one.first > one.last || one.last >= tokens.size() || one.line == 0) __builtin_trap();
        made += one.text.size();
    });
    if (made > 3 * javascript::max_folded_bytes) __builtin_trap();
    // As each kind of file that is read.
    npm::Package package;
    for (const char* path : {".vscode/tasks.json", "a.py", "a.sh", "binding.gyp", "index.js", "lib/a.ts",
                             "node_modules/b/package.json", "x.ps1"})
        package.files.push_back({.path = path, .bytes = source, .mode = 0});
    package.manifest.scripts.push_back({"postinstall", std::string(source.substr(0, 4096))});
    package.manifest_text = source;
    const vet::SourceReading reading = vet::read_sources(package);
    for (const vet::Sighting& one : reading.sightings) {
        if (vet::signal_named(one.signal) == nullptr || one.evidence.size() > vet::max_evidence) __builtin_trap();
        for (const Evidence& place : one.evidence)
            if (place.text.size() > 400) __builtin_trap();
    }
    return 0;
}
