using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LeadScoring.Api.Data.Migrations
{
    /// <inheritdoc />
    public partial class Privacy : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "identity",
                table: "plan_violations",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "people",
                table: "webhook_deliveries",
                type: "jsonb",
                nullable: false,
                computedColumnSql: "jsonb_path_query_array(payload::jsonb, '$.data.lead.id') || jsonb_path_query_array(payload::jsonb, '$.data.lead.otherIds[*]')\n|| jsonb_path_query_array(payload::jsonb, '$.data.account.*.id') || jsonb_path_query_array(payload::jsonb, '$.data.mergedInto')\n|| jsonb_path_query_array(payload::jsonb, '$.data.events[*].sentAs')",
                stored: true);

            migrationBuilder.CreateTable(
                name: "erased_identities",
                columns: table => new
                {
                    bucket = table.Column<short>(type: "smallint", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    key_id = table.Column<byte[]>(type: "bytea", nullable: false),
                    is_suppressed = table.Column<bool>(type: "boolean", nullable: false),
                    last_transition = table.Column<int>(type: "integer", nullable: false),
                    erased_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    transaction = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_erased_identities", x => new { x.bucket, x.hash });
                });

            migrationBuilder.CreateTable(
                name: "identity_mentions",
                columns: table => new
                {
                    bucket = table.Column<short>(type: "smallint", nullable: false),
                    identity = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    mentioned_by = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_identity_mentions", x => new { x.bucket, x.identity, x.mentioned_by });
                });

            migrationBuilder.CreateTable(
                name: "retention_progress",
                columns: table => new
                {
                    bucket = table.Column<short>(type: "smallint", nullable: false),
                    done_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_retention_progress", x => x.bucket);
                });

            migrationBuilder.CreateIndex(
                name: "ix_webhook_deliveries_people",
                table: "webhook_deliveries",
                column: "people")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "ix_backtest_flips_lead_id",
                table: "backtest_flips",
                column: "lead_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "erased_identities");

            migrationBuilder.DropTable(
                name: "identity_mentions");

            migrationBuilder.DropTable(
                name: "retention_progress");

            migrationBuilder.DropIndex(
                name: "ix_webhook_deliveries_people",
                table: "webhook_deliveries");

            migrationBuilder.DropIndex(
                name: "ix_backtest_flips_lead_id",
                table: "backtest_flips");

            migrationBuilder.DropColumn(
                name: "people",
                table: "webhook_deliveries");

            migrationBuilder.DropColumn(
                name: "identity",
                table: "plan_violations");
        }
    }
}
