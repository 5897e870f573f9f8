// The signals of metadata, one function each (private to this folder).
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "judges/vet/metadata/metadata.h"

namespace ward::vet {

class Signs {
  public:
    Signs(const MetadataInputs& from, MetadataReading& reading) : inputs(from), reading_(reading) {}

    const MetadataInputs& inputs;

    void see(std::string_view signal, std::string what, std::vector<Evidence> evidence,
             std::optional<double> weight = {});
    void do_not_know(std::string what) { reading_.unknown.push_back(std::move(what)); }
    void add_record(std::string id) { reading_.records.push_back(std::move(id)); }
    void set_provenance(Provenance provenance) { reading_.provenance = provenance; }

    // A place in package.json: {"scripts", "postinstall"}.
    Evidence in_manifest(std::initializer_list<std::string_view> keys, std::string text) const;
    // A line of the registry's document.
    Evidence in_registry(std::string text) const;

  private:
    MetadataReading& reading_;
};

void look_at_holding(Signs& signs);           // M01
Result<void> look_at_records(Signs& signs);   // M02
void look_at_install_scripts(Signs& signs);   // M03
void look_at_new_dependencies(Signs& signs);  // M04
void look_at_publisher(Signs& signs);         // M05
void look_at_provenance(Signs& signs);        // M06
void look_at_version_number(Signs& signs);    // M07
void look_at_own_burst(Signs& signs);         // M08, of one package
void look_at_confusion(Signs& signs);         // M09
void look_at_direct_urls(Signs& signs);       // M10
void look_at_repository(Signs& signs);        // M11
void look_at_source_tree(Signs& signs);       // M12
void look_at_owner_domains(Signs& signs);     // M13
void look_at_youth(Signs& signs);             // M14
void look_at_revival(Signs& signs);           // M15
void look_at_commands(Signs& signs);          // M16
void look_at_binaries(Signs& signs);          // M17
void look_at_archive(Signs& signs);           // M19
void look_at_sizes(Signs& signs);             // M18

// Weights of sightings that are weaker than their signal.
inline constexpr double faint = 0.2;

}  // namespace ward::vet
