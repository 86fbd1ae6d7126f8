// What a person may have meant by a name that is not known. Thread-safe: pure functions.
#ifndef CERTSWEEP_ENGINE_BASE_SPELLING_H_
#define CERTSWEEP_ENGINE_BASE_SPELLING_H_

#include <cstddef>
#include <span>
#include <string_view>

namespace certsweep::base {

// How many slips lie between two words: characters that are missing, too many or wrong, and two neighbours that changed
// places (optimal string alignment). Time and memory grow with the product of the lengths.
size_t Slips(std::string_view a, std::string_view b);

// The one of `known` that `name` is most like, whatever its case; the first of several. Empty where none is within a
// third of its length, or `name` is over 64 bytes long.
std::string_view NearestName(std::string_view name, std::span<const std::string_view> known);

}  // namespace certsweep::base

#endif  // CERTSWEEP_ENGINE_BASE_SPELLING_H_
