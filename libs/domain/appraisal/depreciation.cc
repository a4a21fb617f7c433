// Words for depreciation, in the languages of the packs.
#include <algorithm>
#include <string>

#include "libs/domain/appraisal/checker.h"

namespace cartera::appraisal::checker {
namespace {

// Without accents, in lower case; whole words.
constexpr absl::string_view kWords[] = {
    // English
    "depreciation", "depreciations", "depreciate", "depreciated", "depreciating", "amortisation",
    "amortization", "amortise", "amortised", "amortize", "amortized",
    // Spanish
    "depreciacion", "depreciaciones", "depreciar", "amortizacion", "amortizaciones", "amortizar",
    // Danish, Norwegian
    "afskrivning", "afskrivninger", "afskrivningen", "afskrive", "afskrives", "avskrivning",
    "avskrivninger", "avskrivningen", "avskrivningene", "avskrive", "avskrives", "avskriving"};

// The letter o with an accent, in UTF-8.
constexpr char kLead = '\xC3';
constexpr char kUpperO = '\x93';
constexpr char kLowerO = '\xB3';

bool IsWord(const std::string& word) {
  return std::find(std::begin(kWords), std::end(kWords), word) != std::end(kWords);
}

}  // namespace

bool NamesDepreciation(absl::string_view text) {
  std::string word;
  for (size_t i = 0; i < text.size(); ++i) {
    const char letter = text[i];
    const bool is_accented = letter == kLead && i + 1 < text.size() &&
                             (text[i + 1] == kUpperO || text[i + 1] == kLowerO);
    if (is_accented) {
      word += 'o';
      ++i;
    } else if (letter >= 'A' && letter <= 'Z') {
      word += static_cast<char>(letter - 'A' + 'a');
    } else if ((letter >= 'a' && letter <= 'z') || (letter & '\x80') != 0) {
      word += letter;
    } else {
      if (IsWord(word)) return true;
      word.clear();
    }
  }
  return IsWord(word);
}

}  // namespace cartera::appraisal::checker
