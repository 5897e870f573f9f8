// What the registries of this program know, for the reader of recipes.
#include "actions/update/check/check.h"
#include "actions/update/derive/generator.h"
#include "actions/update/ladder/rung.h"
#include "actions/update/recipe/recipe_file.h"
#include "actions/update/upstream/source.h"

namespace ward::update {

KnownWords known_words() {
    KnownWords known;
    for (const SourceKind* kind : all_source_kinds()) known.sources.push_back({kind->name, kind->needs});
    for (const Rung* rung : all_rungs()) {
        known.rungs.push_back({rung->name, rung->words});
        known.acknowledgements.push_back(rung->name);
    }
    for (const Generator* generator : all_generators())
        known.generators.push_back({generator->name, generator->words, generator->lists});
    for (const TreeCheck* check : all_tree_checks()) {
        known.checks.push_back(check->id);
        known.acknowledgements.push_back(check->id);
    }
    return known;
}

}  // namespace ward::update
