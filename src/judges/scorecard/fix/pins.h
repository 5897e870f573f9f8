// What pin.cc and images.cc share: digests, and what the FROM lines of a Dockerfile start from.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "judges/scorecard/fix/fix.h"
#include "judges/scorecard/pinning/collect.h"

namespace ward::scorecard {

// What somebody told of an image; refused where it is no digest.
Told digest_of(const FixSources& sources, std::string_view image);

// `ARG NAME=value` before the first FROM.
struct ArgumentDefault {
    std::string value = {};
    uint32_t line = 0;
    uint32_t line_end = 0;
};

struct BaseImage {
    std::string image = {};                        // as it is written
    bool is_stage = false;                         // the name of an earlier stage
    std::optional<ArgumentDefault> argument = {};  // the image is this argument and nothing else
};

// By the first line of each FROM; nothing of a Dockerfile that cannot be read.
std::map<uint32_t, BaseImage> base_images(std::string_view dockerfile, std::string_view name);

class ImagePins {
  public:
    ImagePins(const Facts& facts, const FixSources& sources, Fixes& out)
        : facts_(facts), sources_(sources), out_(out) {}

    // One FROM.
    void pin(const Dependency& dependency);

  private:
    struct Place {
        uint32_t first = 0;  // line
        uint32_t last = 0;
        std::string_view before;  // characters that may stand there
    };
    static bool add_digest(TextEdits& edits, const Place& place, std::string_view image, std::string_view digest);

    const Facts& facts_;
    const FixSources& sources_;
    Fixes& out_;
    std::map<std::string, std::map<uint32_t, BaseImage>> files_;      // by path
    std::set<std::pair<std::string, std::string>> pinned_arguments_;  // path, and line with image
};

}  // namespace ward::scorecard
