// CPE names (NISTIR 7695): the formatted string of version 2.3 (cpe:2.3:a:vendor:product:…) and the URI of version 2.2
// (cpe:/a:vendor:product:…). Attributes come out unquoted and in lower case, which is how they compare.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ward {

struct Cpe {
    // "*" is any value, "-" is no value; a part that the name does not have is "*".
    std::string part = "*";  // "a" application, "o" operating system, "h" hardware
    std::string vendor = "*";
    std::string product = "*";
    std::string version = "*";
    std::string update = "*";
    std::string target_sw = "*";  // the software it is for: "node.js"

    static std::optional<Cpe> parse(std::string_view text);

    // "openssl:openssl": what ward calls the product in an identity. ':' and '\' inside an attribute keep a backslash.
    std::string package() const;
    // Version and update in one text ("1.0.2" and "beta1" are "1.0.2-beta1"); empty where any or none is meant.
    std::string version_text() const;

    bool operator==(const Cpe&) const = default;
};

// "Vendor" and "product" as free texts have them, in the form of Cpe::package(): "The Example Project", "Tool" is
// "the_example_project:tool".
std::string cpe_package(std::string_view vendor, std::string_view product);

}  // namespace ward
