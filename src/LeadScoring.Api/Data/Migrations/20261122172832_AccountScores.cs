using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LeadScoring.Api.Data.Migrations
{
    /// <inheritdoc />
    public partial class AccountScores : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "account_scores",
                columns: table => new
                {
                    bucket = table.Column<short>(type: "smallint", nullable: false),
                    model_key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    account_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    leads = table.Column<int>(type: "integer", nullable: false),
                    active_leads = table.Column<int>(type: "integer", nullable: false),
                    key_actions = table.Column<long>(type: "bigint", nullable: false),
                    champion = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    buyer = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    contributions = table.Column<string>(type: "json", nullable: false),
                    last_transition = table.Column<int>(type: "integer", nullable: false),
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
                    account_version = table.Column<long>(type: "bigint", nullable: false),
                    last_active_on = table.Column<DateOnly>(type: "date", nullable: true),
                    spikes = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    blocked_by = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    position = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_account_scores", x => new { x.bucket, x.account_id, x.model_key });
                });

            migrationBuilder.CreateTable(
                name: "due_accounts",
                columns: table => new
                {
                    bucket = table.Column<short>(type: "smallint", nullable: false),
                    account_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    transaction = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_due_accounts", x => new { x.bucket, x.account_id, x.transaction });
                });

            migrationBuilder.CreateIndex(
                name: "ix_account_scores_activation",
                table: "account_scores",
                column: "activation");

            migrationBuilder.CreateIndex(
                name: "ix_account_scores_model_key_total_account_id",
                table: "account_scores",
                columns: new[] { "model_key", "total", "account_id" },
                descending: new[] { false, true, false });

            migrationBuilder.CreateIndex(
                name: "ix_account_scores_position",
                table: "account_scores",
                column: "position");

            migrationBuilder.CreateIndex(
                name: "ix_account_scores_valid_until",
                table: "account_scores",
                column: "valid_until",
                filter: "valid_until IS NOT NULL");

            // Accounts that are there already are scored by the worker.
            migrationBuilder.Sql("INSERT INTO due_accounts (bucket, account_id, transaction) SELECT bucket, account_id, 0 FROM accounts");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "account_scores");

            migrationBuilder.DropTable(
                name: "due_accounts");
        }
    }
}
