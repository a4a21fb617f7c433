#ifndef CARTERA_LIBS_BASE_LIMITS_H_
#define CARTERA_LIBS_BASE_LIMITS_H_

#include <cstddef>
#include <cstdint>

// Every bound of the system as a named constant. Text lengths count Unicode code points
// (libs/base/utf8.h), byte lengths say so in the name.
namespace cartera {

// Text.
inline constexpr int kShortTextMax = 200;    // names, titles, labels
inline constexpr int kMediumTextMax = 2000;  // summaries, reasons, observations
inline constexpr int kLongTextMax = 20000;   // one narrative section of a business case

// Names and ids.
inline constexpr size_t kResourceIdMax = 63;
inline constexpr size_t kResourceNameMax = 500;
inline constexpr size_t kRequestIdMax = 64;
inline constexpr size_t kEtagMax = 64;
inline constexpr size_t kSubjectMax = 255;  // OpenID Connect Core 1.0 section 2: sub, at most 255

// Money and rates.
inline constexpr int64_t kAmountMinorMax =
    100'000'000'000'000'000;  // one amount, 10^17 either side
inline constexpr int kUnitDecimalsMax = 6;
inline constexpr int64_t kRateBpMax = 10'000'000;  // 100,000 percent, either side

// Dates.
inline constexpr int kYearMin = 1900;
inline constexpr int kYearMax = 2200;

// Rows.
inline constexpr int kCaseRowsMax = 5000;  // cost, benefit, risk and other lines of one case
inline constexpr int kCaseYearsMax = 50;   // evaluation horizon
inline constexpr int kParticipantsMax = 200;
inline constexpr int kObservationsMax = 1000;  // of one submission
inline constexpr int kAgencyDepthMax = 16;     // levels of the tree
inline constexpr int kImportRowsMax = 100'000;
inline constexpr int kFindingsMax = 1000;  // findings returned by one call; the count is exact

// Documents.
inline constexpr size_t kDocumentPieceBytesMax = size_t{1024} * 1024;  // of one call of an upload
inline constexpr int kDocumentsMax = 1000;                             // of one project
inline constexpr int kUploadsMax = 20;                                 // unfinished, of one person

// Lists.
inline constexpr int kPageSizeDefault = 50;
inline constexpr int kPageSizeMax = 1000;
inline constexpr size_t kPageTokenMax = 2000;
inline constexpr size_t kFilterMax = 2000;
inline constexpr size_t kOrderByMax = 500;
inline constexpr int kStreamRowsPerMessage = 200;

// Calls.
inline constexpr int kMessageBytesMax = 4 * 1024 * 1024;
inline constexpr int kDeadlineDefaultMs = 10'000;
inline constexpr int kDeadlineMaxMs = 30'000;

// YAML that people write (tools/cartera). Values are counted as if every alias were written out,
// and keys are values too: a case of kCaseRowsMax lines with every field given has some 200,000.
inline constexpr size_t kYamlBytesMax = 4 * 1024 * 1024;
inline constexpr int kYamlDepthMax = 32;
inline constexpr int kYamlValuesMax = 250'000;
inline constexpr int kYamlMarksMax = 500'000;  // of []{},: that a text may hold
inline constexpr int kYamlFaultsMax = 200;     // that are listed

// Canonical form (libs/domain/canonical).
inline constexpr int kCanonicalDepthMax = 32;
inline constexpr size_t kCanonicalBytesMax = 8 * 1024 * 1024;

}  // namespace cartera

#endif  // CARTERA_LIBS_BASE_LIMITS_H_
