// Names of images and challenges of registries: whatever the bytes are, what is read can stand in a URL's host and
// path.
// LINK: ward_forge_facts ward_base
#include <cstdlib>
#include <string_view>

#include "facts/forge/image_digests.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    using namespace ward::forge;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    constexpr std::string_view leads_elsewhere = "?#%@\\ \"\n";
    if (const auto image = parse_image(text)) {
        for (const std::string* part : {&image->registry, &image->repository, &image->tag})
            if (part->empty() || part->find_first_of(leads_elsewhere) != std::string::npos) std::abort();
        const std::string path = "/" + image->repository + "/" + image->tag + "/";
        if (path.find("/../") != std::string::npos || path.find("//") != std::string::npos) std::abort();
        if (image->registry.find('/') != std::string::npos || image->tag.find('/') != std::string::npos) std::abort();
        const auto again = parse_image(image->registry + '/' + image->repository + ':' + image->tag);
        if (!again || *again != *image) std::abort();
    }
    if (const auto challenge = parse_challenge(text))
        if (challenge->realm.empty() || challenge->realm.size() > size) std::abort();
    return 0;
}
