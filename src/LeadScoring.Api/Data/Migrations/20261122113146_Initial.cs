using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LeadScoring.Api.Data.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "account_events",
                columns: table => new
                {
                    bucket = table.Column<short>(type: "smallint", nullable: false),
                    account_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    source = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    message_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    occurred_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    properties = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_account_events", x => new { x.bucket, x.account_id, x.source, x.message_id });
                });

            migrationBuilder.CreateTable(
                name: "accounts",
                columns: table => new
                {
                    bucket = table.Column<short>(type: "smallint", nullable: false),
                    account_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    attributes = table.Column<string>(type: "jsonb", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    settled_version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_accounts", x => new { x.bucket, x.account_id });
                });

            migrationBuilder.CreateTable(
                name: "events",
                columns: table => new
                {
                    bucket = table.Column<short>(type: "smallint", nullable: false),
                    identity = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    source = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    message_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    kind = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    occurred_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    original_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    received_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    anonymous_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    properties = table.Column<string>(type: "jsonb", nullable: false),
                    context = table.Column<string>(type: "jsonb", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_events", x => new { x.bucket, x.identity, x.source, x.message_id });
                });

            migrationBuilder.CreateTable(
                name: "lead_scores",
                columns: table => new
                {
                    bucket = table.Column<short>(type: "smallint", nullable: false),
                    lead_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    model_key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    fit = table.Column<int>(type: "integer", nullable: false),
                    behavior = table.Column<int>(type: "integer", nullable: false),
                    total = table.Column<int>(type: "integer", nullable: false),
                    fit_tier = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    behavior_tier = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    band = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    is_pql = table.Column<bool>(type: "boolean", nullable: false),
                    pql_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    valid_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    as_of = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    activation = table.Column<int>(type: "integer", nullable: false),
                    account_id = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    account_version = table.Column<long>(type: "bigint", nullable: false),
                    last_active_on = table.Column<DateOnly>(type: "date", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_lead_scores", x => new { x.bucket, x.lead_id, x.model_key });
                });

            migrationBuilder.CreateTable(
                name: "leads",
                columns: table => new
                {
                    bucket = table.Column<short>(type: "smallint", nullable: false),
                    lead_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    attributes = table.Column<string>(type: "jsonb", nullable: false),
                    digest = table.Column<byte[]>(type: "bytea", nullable: false),
                    last_transition = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_leads", x => new { x.bucket, x.lead_id });
                })
                .Annotation("Npgsql:StorageParameter:fillfactor", 70);

            migrationBuilder.CreateTable(
                name: "model_activations",
                columns: table => new
                {
                    number = table.Column<int>(type: "integer", nullable: false),
                    model_key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    version = table.Column<int>(type: "integer", nullable: false),
                    activated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_model_activations", x => x.number);
                });

            migrationBuilder.CreateTable(
                name: "scoring_models",
                columns: table => new
                {
                    key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    version = table.Column<int>(type: "integer", nullable: false),
                    document = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    published_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_scoring_models", x => new { x.key, x.version });
                });

            migrationBuilder.CreateTable(
                name: "signals",
                columns: table => new
                {
                    id = table.Column<short>(type: "smallint", nullable: false),
                    definition = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    generation = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_signals", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "transitions",
                columns: table => new
                {
                    bucket = table.Column<short>(type: "smallint", nullable: false),
                    lead_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    sequence = table.Column<int>(type: "integer", nullable: false),
                    model_key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    model_version = table.Column<int>(type: "integer", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    cause = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    effective_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    recorded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    band_before = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    band_after = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    fit_before = table.Column<int>(type: "integer", nullable: false),
                    fit_after = table.Column<int>(type: "integer", nullable: false),
                    behavior_before = table.Column<int>(type: "integer", nullable: false),
                    behavior_after = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_transitions", x => new { x.bucket, x.lead_id, x.sequence });
                });

            migrationBuilder.CreateIndex(
                name: "ix_accounts_unsettled",
                table: "accounts",
                columns: new[] { "bucket", "account_id" },
                filter: "settled_version < version");

            migrationBuilder.CreateIndex(
                name: "ix_lead_scores_account_id_account_version",
                table: "lead_scores",
                columns: new[] { "account_id", "account_version" },
                filter: "account_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_lead_scores_activation",
                table: "lead_scores",
                column: "activation");

            migrationBuilder.CreateIndex(
                name: "ix_lead_scores_model_key_total_lead_id",
                table: "lead_scores",
                columns: new[] { "model_key", "total", "lead_id" },
                descending: new[] { false, true, false });

            migrationBuilder.CreateIndex(
                name: "ix_lead_scores_pql",
                table: "lead_scores",
                columns: new[] { "model_key", "total", "lead_id" },
                descending: new[] { false, true, false },
                filter: "is_pql");

            migrationBuilder.CreateIndex(
                name: "ix_lead_scores_valid_until",
                table: "lead_scores",
                column: "valid_until",
                filter: "valid_until IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "account_events");

            migrationBuilder.DropTable(
                name: "accounts");

            migrationBuilder.DropTable(
                name: "events");

            migrationBuilder.DropTable(
                name: "lead_scores");

            migrationBuilder.DropTable(
                name: "leads");

            migrationBuilder.DropTable(
                name: "model_activations");

            migrationBuilder.DropTable(
                name: "scoring_models");

            migrationBuilder.DropTable(
                name: "signals");

            migrationBuilder.DropTable(
                name: "transitions");
        }
    }
}
